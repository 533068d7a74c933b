package javax.telephony;

public class PrivilegeViolationException extends Exception {
    private static final long serialVersionUID = 1L;

    public PrivilegeViolationException(String said) {
        super(said);
    }
}
