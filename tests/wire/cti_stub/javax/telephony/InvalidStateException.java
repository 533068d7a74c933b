package javax.telephony;

public class InvalidStateException extends Exception {
    private static final long serialVersionUID = 1L;

    public InvalidStateException(String said) {
        super(said);
    }
}
