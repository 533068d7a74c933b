package com.cisco.jtapi.extensions;

import javax.telephony.InvalidStateException;
import javax.telephony.MethodNotSupportedException;
import javax.telephony.Terminal;

public interface CiscoTerminal extends Terminal {
    int OUT_OF_SERVICE = 0;
    int IN_SERVICE = 1;

    int DEVICESTATE_IDLE = 0;
    int DEVICESTATE_ACTIVE = 1;
    int DEVICESTATE_ALERTING = 2;
    int DEVICESTATE_HELD = 3;
    int DEVICESTATE_UNKNOWN = 4;
    int DEVICESTATE_WHISPER = 5;

    int getState();

    int getDeviceState();

    String sendData(String data) throws InvalidStateException, MethodNotSupportedException;
}
