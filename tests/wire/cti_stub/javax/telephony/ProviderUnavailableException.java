package javax.telephony;

public class ProviderUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ProviderUnavailableException(String said) {
        super(said);
    }
}
