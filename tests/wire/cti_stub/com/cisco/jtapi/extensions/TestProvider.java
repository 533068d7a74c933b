package com.cisco.jtapi.extensions;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.telephony.InvalidArgumentException;
import javax.telephony.InvalidStateException;
import javax.telephony.PrivilegeViolationException;
import javax.telephony.Provider;
import javax.telephony.ProviderObserver;
import javax.telephony.ProviderUnavailableException;
import javax.telephony.Terminal;
import javax.telephony.TerminalObserver;
import javax.telephony.events.TermEv;

/** A question to the test a line, fields parted by tabs; its answer is a line too. */
public class TestProvider implements CiscoProvider {
    private final Socket socket;
    private final BufferedReader answers;
    private volatile int state = Provider.OUT_OF_SERVICE;

    public TestProvider(String words) {
        String[] parts = words.split(";(login|passwd)=");
        String[] place = parts[0].split(":");
        try {
            socket = new Socket(place[0], Integer.parseInt(place[1]));
            answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        } catch (IOException error) {
            throw new ProviderUnavailableException(error.getMessage());
        }
        if (!ask("login", parts[1], parts[2]).equals("yes")) {
            throw new ProviderUnavailableException("refused: " + words);
        }
    }

    private synchronized String ask(String... fields) {
        try {
            socket.getOutputStream().write((String.join("\t", fields) + "\n").getBytes(StandardCharsets.UTF_8));
            String answer = answers.readLine();
            if (answer != null) return answer;
        } catch (IOException error) {
            // as if it had been closed
        }
        state = Provider.SHUTDOWN;
        return "closed";
    }

    @Override
    public void addObserver(ProviderObserver observer) {
        state = Provider.IN_SERVICE;
        observer.providerChangedEvent(null);
    }

    @Override
    public int getState() {
        return state;
    }

    @Override
    public Terminal getTerminal(String name) throws InvalidArgumentException {
        if (!ask("associated", name).equals("yes")) throw new InvalidArgumentException(name + " is not associated");
        return new TestTerminal(name);
    }

    @Override
    public Terminal createTerminal(String name) throws PrivilegeViolationException {
        if (!ask("create", name).equals("yes")) throw new PrivilegeViolationException(name + " is not yours");
        return new TestTerminal(name);
    }

    @Override
    public void shutdown() {
        ask("shutdown");
    }

    private final class TestTerminal implements CiscoTerminal {
        private final String name;
        private TerminalObserver observer;

        TestTerminal(String name) {
            this.name = name;
        }

        @Override
        public String getName() {
            return name;
        }

        @Override
        public void addObserver(TerminalObserver added) {
            observer = added;
            observer.terminalChangedEvent(new TermEv[0]);
        }

        @Override
        public void removeObserver(TerminalObserver removed) {
            if (removed != observer) throw new IllegalStateException("another observer");
            observer = null;
            ask("left", name);
        }

        @Override
        public int getState() {
            return observer != null && ask("in service", name).equals("yes") ? IN_SERVICE : OUT_OF_SERVICE;
        }

        @Override
        public int getDeviceState() {
            return Integer.parseInt(ask("state", name));
        }

        @Override
        public String sendData(String data) throws InvalidStateException {
            String said = ask("send", name, data);
            if (said.equals("closed")) throw new InvalidStateException("CTI Manager is gone");
            return said;
        }
    }
}
