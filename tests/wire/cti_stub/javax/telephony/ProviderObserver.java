package javax.telephony;

import javax.telephony.events.ProvEv;

public interface ProviderObserver {
    void providerChangedEvent(ProvEv[] events);
}
