package javax.telephony;

public class JtapiPeerUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;
}
