package javax.telephony;

public interface Terminal {
    String getName();

    void addObserver(TerminalObserver observer) throws ResourceUnavailableException, MethodNotSupportedException;

    void removeObserver(TerminalObserver observer);
}
