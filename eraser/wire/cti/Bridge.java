// Keys to phones through CTI Manager, for a program that speaks JSON lines on standard input and output.
//
// Run from source (java -cp jtapi.jar Bridge.java), so that it always fits the jar of the cluster at hand. One flat
// object of strings a line, each with an id that its answer repeats:
//
//   {"id": "1", "do": "open", "provider": "HOST", "user": "U", "password": "P", "between_keys_ms": "1200",
//    "service_within_ms": "10000"}                          -> {"id": "1", "ok": "yes"}
//   {"id": "2", "do": "state", "terminal": "SEP…"}          -> {"id": "2", "state": "idle"}
//   {"id": "3", "do": "press", "terminal": "SEP…", "data": "<CiscoIPPhoneExecute>…"} -> {"id": "3", "ok": "yes"}
//   {"id": "4", "do": "leave", "terminal": "SEP…"}          -> {"id": "4", "ok": "yes"}
//
// A failure is {"id": …, "kind": …, "said": …}. Kinds: closed (no connection to CTI Manager), control (this user has
// no such terminal), absent (the terminal is not in service): nothing was sent. unsure: it may have been.
//
// When standard input ends, nothing more is sent and the process ends.

import com.cisco.jtapi.extensions.CiscoProvider;
import com.cisco.jtapi.extensions.CiscoTerminal;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.telephony.JtapiPeerFactory;
import javax.telephony.Provider;
import javax.telephony.ProviderObserver;
import javax.telephony.TerminalObserver;
import javax.telephony.events.ProvEv;
import javax.telephony.events.TermEv;

public final class Bridge {
    private static final long GOODBYE_MS = 1000; // how long CTI Manager has to hear that we leave
    private static final long LOOK_EVERY_MS = 100; // at a state, if no event comes before
    private static final Pattern MEMBER =
            Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(u([0-9a-fA-F]{4})|.)");

    private static final PrintStream ANSWERS = System.out;
    private static final Map<String, Line> LINES = new ConcurrentHashMap<>();
    private static final ExecutorService HANDS = Executors.newCachedThreadPool(); // the far side bounds the terminals
    private static final Object NEWS = new Object();
    private static volatile boolean closing;
    private static volatile Provider provider;
    private static volatile long betweenKeysMs;
    private static volatile long serviceWithinMs;

    private Bridge() {}

    public static void main(String[] words) throws Exception {
        System.setOut(System.err); // what the library prints is no answer of ours
        ProcessHandle.current().parent().ifPresent(parent -> parent.onExit().thenRun(Bridge::end));
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            Map<String, String> command = read(line);
            HANDS.execute(() -> obey(command));
        }
        end();
    }

    /** Ends the process, whatever still runs in it. */
    private static void end() {
        closing = true;
        Thread goodbye = new Thread(() -> { if (provider != null) provider.shutdown(); });
        goodbye.setDaemon(true);
        goodbye.start();
        try {
            goodbye.join(GOODBYE_MS);
        } catch (InterruptedException hurry) {
            // it ends all the same
        }
        Runtime.getRuntime().halt(0);
    }

    private static void obey(Map<String, String> command) {
        String id = command.get("id");
        try {
            Line line = LINES.computeIfAbsent(command.getOrDefault("terminal", ""), Line::new);
            switch (command.get("do")) {
                case "open": open(command); break;
                case "state": answer(id, "state", line.state()); return;
                case "press": line.press(command.get("data")); break;
                case "leave": line.leave(); break;
                default: throw new Failure("closed", "unknown command " + command.get("do"));
            }
            answer(id, "ok", "yes");
        } catch (Failure failure) {
            answer(id, "kind", failure.kind, "said", failure.getMessage());
        } catch (Throwable surprise) {
            answer(id, "kind", "closed", "said", say(surprise));
        }
    }

    private static void open(Map<String, String> command) throws Exception {
        betweenKeysMs = Long.parseLong(command.get("between_keys_ms"));
        serviceWithinMs = Long.parseLong(command.get("service_within_ms"));
        String words = command.get("provider") + ";login=" + command.get("user") + ";passwd=" + command.get("password");
        Provider opened = JtapiPeerFactory.getJtapiPeer(null).getProvider(words);
        opened.addObserver(new Watcher());
        provider = opened;
        await(() -> opened.getState() == Provider.IN_SERVICE || opened.getState() == Provider.SHUTDOWN);
        requireProvider();
    }

    /** CTI Manager may change over to another node; the library connects again by itself. */
    private static void requireProvider() throws Exception {
        Provider open = provider;
        if (open == null) throw new Failure("closed", "not open");
        await(() -> open.getState() != Provider.OUT_OF_SERVICE);
        if (open.getState() != Provider.IN_SERVICE) throw new Failure("closed", "CTI Manager does not serve this user");
    }

    private interface Question {
        boolean ask() throws Exception;
    }

    /** Returns when it is so, or when the time is over. */
    private static void await(Question question) throws Exception {
        long until = System.nanoTime() + serviceWithinMs * 1_000_000;
        while (!question.ask() && System.nanoTime() < until) {
            synchronized (NEWS) {
                NEWS.wait(LOOK_EVERY_MS);
            }
        }
    }

    /** One terminal: a key at a time, and a pause after each. */
    private static final class Line {
        private final String name;
        private CiscoTerminal terminal;
        private TerminalObserver watcher;
        private long nextKeyAt = System.nanoTime();

        Line(String name) { this.name = name; }

        synchronized String state() throws Exception {
            requireProvider();
            observe();
            await(() -> terminal.getState() == CiscoTerminal.IN_SERVICE);
            requireService();
            int state = terminal.getDeviceState();
            if (state == CiscoTerminal.DEVICESTATE_IDLE) return "idle";
            return state == CiscoTerminal.DEVICESTATE_UNKNOWN ? "unknown" : "busy"; // active, alerting, held, whispering
        }

        /** A key never waits for a phone that went away: on one that has come back it would be another key. */
        synchronized void press(String data) throws Exception {
            if (provider == null || provider.getState() != Provider.IN_SERVICE) {
                throw new Failure("closed", "CTI Manager is away");
            }
            if (observe()) await(() -> terminal.getState() == CiscoTerminal.IN_SERVICE);
            requireService();
            long pauseMs = (nextKeyAt - System.nanoTime()) / 1_000_000 + 1;
            if (pauseMs > 0) Thread.sleep(Math.min(pauseMs, betweenKeysMs + 1));
            if (closing) throw new Failure("closed", "closing");
            requireService();
            String said;
            try {
                said = terminal.sendData(data);
            } catch (Throwable error) {
                throw new Failure("unsure", say(error));
            } finally {
                nextKeyAt = System.nanoTime() + betweenKeysMs * 1_000_000;
            }
            if (said != null && !said.trim().isEmpty() && !said.toLowerCase(Locale.ROOT).contains("success")) {
                throw new Failure("unsure", said);
            }
        }

        synchronized void leave() throws Exception {
            if (terminal != null) terminal.removeObserver(watcher);
            terminal = null;
        }

        /** Data is taken for a terminal that is observed. Whether that begins now. */
        private boolean observe() throws Exception {
            if (terminal != null) return false;
            CiscoTerminal found = find();
            watcher = new Watcher();
            found.addObserver(watcher);
            terminal = found;
            return true;
        }

        private void requireService() throws Failure {
            if (terminal.getState() != CiscoTerminal.IN_SERVICE) throw new Failure("absent", "not in service");
        }

        /** Associated with the user, or else by name, which a user who may control all devices can. */
        private CiscoTerminal find() throws Failure {
            try {
                return (CiscoTerminal) provider.getTerminal(name);
            } catch (Exception notAssociated) {
                try {
                    return (CiscoTerminal) ((CiscoProvider) provider).createTerminal(name);
                } catch (Exception error) {
                    throw new Failure("control", say(error));
                }
            }
        }
    }

    /** Wakes whoever waits for a state; the state itself is asked for. */
    private static final class Watcher implements ProviderObserver, TerminalObserver {
        @Override
        public void providerChangedEvent(ProvEv[] events) { wake(); }

        @Override
        public void terminalChangedEvent(TermEv[] events) { wake(); }

        private void wake() {
            synchronized (NEWS) {
                NEWS.notifyAll();
            }
        }
    }

    private static final class Failure extends Exception {
        private static final long serialVersionUID = 1L;
        private final String kind;

        Failure(String kind, String said) {
            super(said);
            this.kind = kind;
        }
    }

    private static String say(Throwable error) {
        return error.getClass().getSimpleName() + ": " + error.getMessage();
    }

    private static Map<String, String> read(String line) {
        Map<String, String> members = new HashMap<>();
        Matcher member = MEMBER.matcher(line);
        while (member.find()) members.put(plain(member.group(1)), plain(member.group(2)));
        return members;
    }

    private static String plain(String text) {
        return ESCAPE.matcher(text).replaceAll(found -> {
            String code = found.group(2);
            String sign = found.group(1);
            String meant = code != null ? "" + (char) Integer.parseInt(code, 16)
                    : sign.equals("n") ? "\n" : sign.equals("r") ? "\r" : sign.equals("t") ? "\t"
                    : sign.equals("b") ? "\b" : sign.equals("f") ? "\f" : sign;
            return Matcher.quoteReplacement(meant);
        });
    }

    private static void answer(String id, String... members) {
        StringBuilder line = new StringBuilder("{\"id\": ").append(quote(id));
        for (int n = 0; n < members.length; n += 2) {
            line.append(", ").append(quote(members[n])).append(": ").append(quote(members[n + 1]));
        }
        synchronized (ANSWERS) {
            ANSWERS.append(line).append("}\n").flush();
        }
    }

    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char one : String.valueOf(text).toCharArray()) {
            boolean isPlain = one >= ' ' && one < 127 && one != '"' && one != '\\';
            quoted.append(isPlain ? String.valueOf(one) : String.format("\\u%04x", (int) one));
        }
        return quoted.append('"').toString();
    }
}
