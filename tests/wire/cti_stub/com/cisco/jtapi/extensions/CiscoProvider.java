package com.cisco.jtapi.extensions;

import javax.telephony.InvalidArgumentException;
import javax.telephony.PrivilegeViolationException;
import javax.telephony.Provider;
import javax.telephony.Terminal;

public interface CiscoProvider extends Provider {
    Terminal createTerminal(String name) throws InvalidArgumentException, PrivilegeViolationException;
}
