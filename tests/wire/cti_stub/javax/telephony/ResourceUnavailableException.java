package javax.telephony;

public class ResourceUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    public ResourceUnavailableException(String said) {
        super(said);
    }
}
