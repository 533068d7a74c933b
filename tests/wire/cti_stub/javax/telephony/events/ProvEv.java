package javax.telephony.events;

public interface ProvEv {
    int getID();
}
