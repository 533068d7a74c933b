package javax.telephony;

public class JtapiPeerFactory {
    public static JtapiPeer getJtapiPeer(String name) throws JtapiPeerUnavailableException {
        System.out.println("a library prints what it likes"); // must be no answer of the bridge
        return words -> new com.cisco.jtapi.extensions.TestProvider(words);
    }
}
