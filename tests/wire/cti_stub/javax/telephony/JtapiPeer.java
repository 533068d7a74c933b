package javax.telephony;

public interface JtapiPeer {
    Provider getProvider(String words) throws ProviderUnavailableException;
}
