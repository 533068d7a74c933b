package com.cisco.jtapi.extensions;

import javax.telephony.InvalidStateException;
import javax.telephony.MethodNotSupportedException;
import javax.telephony.Terminal;

public interface CiscoTerminal extends Terminal {
    int OUT_OF_SERVICE = 0;
    int IN_SERVICE = 1;

    int DEVICESTATE_IDLE = 0;
    int DEVICESTATE_UNKNOWN = 4;

    int getState();

    int getDeviceState();

    String sendData(String data) throws InvalidStateException, MethodNotSupportedException;
}
