package javax.telephony;

public interface Provider {
    int IN_SERVICE = 16;
    int OUT_OF_SERVICE = 17;
    int SHUTDOWN = 18;

    void addObserver(ProviderObserver observer) throws ResourceUnavailableException, MethodNotSupportedException;

    int getState();

    Terminal getTerminal(String name) throws InvalidArgumentException;

    void shutdown();
}
