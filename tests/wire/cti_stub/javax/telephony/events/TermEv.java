package javax.telephony.events;

public interface TermEv {
    int getID();
}
