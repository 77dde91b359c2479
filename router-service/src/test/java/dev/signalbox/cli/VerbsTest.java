package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verbs that talk to a running service, against one of canned answers. */
final class VerbsTest {

    private static final String DECISION = """
            {"policy":"auto","expert":"local/sums","fallback":["local/generalist"],"refusal":null,
             "candidates":[
               {"expert":"local/sums","quality":0.974,"uncertainty":0.01,"cost_usd":0.000042,"latency_ms":100,"utility":0.95},
               {"expert":"local/atlas","quality":0.1,"uncertainty":0.02,"cost_usd":0.00001,"latency_ms":90,"utility":0.1}],
             "denied":[{"expert":"gpt-4o-mini","rule":"health","reason":"no key"}], "unscored":9870,
             "reasons":[{"kind":"mixed","shift":{},"parts":[
               {"scorer":"knn","weight":0.6,"quality":{"local/sums":0.95,"local/atlas":0.2},"reasons":[
                 {"kind":"neighbourhood","questions":200,"grades":{"local/sums":0.97,"local/atlas":0.12},"nearest":[
                   {"domain":"sums","grades":{"local/sums":1.0,"local/atlas":0.0}},
                   {"domain":"sums","grades":{"local/sums":0.9,"local/atlas":0.5}},
                   {"domain":"facts","grades":{"local/sums":1.0}}]}]},
               {"scorer":"domain","weight":0.3,"quality":{"local/sums":0.96,"local/atlas":0.1},"reasons":[
                 {"kind":"domains","domains":[
                   {"domain":"sums","probability":0.8,"grades":{"local/sums":0.98,"local/atlas":0.05}},
                   {"domain":"facts","probability":0.2,"grades":{"local/sums":0.3,"local/atlas":0.9}}]}]},
               {"scorer":"linear","weight":0.2,"quality":{"local/sums":0.9,"local/atlas":0.1},"reasons":[
                 {"kind":"sum","base":{"local/sums":0.5,"local/atlas":0.4},"terms":[
                   {"feature":"embedding","points":{"local/sums":0.3,"local/atlas":-0.2}},
                   {"feature":"\\"plus\\"","points":{"local/sums":0.1,"local/atlas":-0.1}},
                   {"feature":"other words","points":{"local/sums":0.001,"local/atlas":0.0}}]}]},
               {"scorer":"kernel","weight":0.1,"quality":{"local/sums":0.9,"local/atlas":0.1},"reasons":[
                 {"kind":"without","features":"form","quality":{"local/sums":0.5,"local/atlas":0.6}}]},
               {"scorer":"cluster","weight":0.001,"quality":{"local/sums":0.9},"reasons":[]}]}],
             "flips":[{"weight":"per-usd","now":20.0,"at_least":1234.5,"expert":"local/atlas"}]}
            """;

    private static final String DECISIONS = """
            {"object":"route.decisions","gate":"budget",
             "summary":{"queries":2,"served":1,"mean_quality":0.974,"cost_usd":0.000042,"load":{"local/sums":1}},
             "data":[%s,
               {"expert":null,"refusal":{"reason":"denied","message":"no room for it"},"candidates":[],"denied":[]}]}
            """.formatted(DECISION);

    @TempDir
    private Path folder = Path.of("");

    private FakeService service;
    private final Shell shell = new Shell();

    VerbsTest() throws IOException {
        service = new FakeService(0);
    }

    @BeforeEach
    void key() throws IOException {
        Files.writeString(folder.resolve("admin.key"), "sb-secret\n");
    }

    @AfterEach
    void close() {
        service.close();
    }

    private int run(String verb, String... more) {
        var arguments = new java.util.ArrayList<String>(java.util.List.of(verb.split(" ")));
        arguments.addAll(java.util.List.of(more));
        arguments.addAll(java.util.List.of("--home", folder.toString(), "--port", "" + service.port()));
        return shell.run(arguments.toArray(String[]::new));
    }

    @Test
    void ask_stream_printsTextThenRoute() {
        service.on("POST /v1/route", DECISION)
                .on(
                        "POST /v1/chat/completions",
                        200,
                        Map.of("x-signalbox-policy", "auto", "x-signalbox-expert", "local/sums"),
                        """
                data: {"choices":[{"delta":{"role":"assistant","content":""}}]}

                data: {"choices":[{"delta":{"content":"43"}}]}

                data: {"choices":[{"delta":{"content":"2"}}]}

                : signalbox cost-usd=0.000042 attempts=2

                data: [DONE]

                """);

        assertThat(run("ask", "What is 47 + 385?")).isZero();

        assertThat(shell.out().lines().toList().getFirst()).isEqualTo("432");
        assertThat(shell.out().lines().toList().getLast())
                .startsWith("— policy auto · expert local/sums · expected quality 0.97 · cost $0.000042 · ")
                .endsWith(" s · 2 attempts");
        var asked = service.requests().getFirst();
        assertThat(asked.authorization()).isEqualTo("Bearer sb-secret");
        assertThat(asked.trace()).isEqualTo("1");
        assertThat(asked.body()).contains("\"stream\":true", "\"model\":\"auto\"", "What is 47 + 385?");
        assertThat(service.requests().getLast().body()).doesNotContain("stream");
    }

    @Test
    void ask_noStream_readsTheHeaders() {
        service.on("POST /v1/route", DECISION)
                .on(
                        "POST /v1/chat/completions",
                        200,
                        Map.of(
                                "x-signalbox-policy", "auto",
                                "x-signalbox-expert", "local/atlas",
                                "x-signalbox-cost-usd", "0.000001"),
                        "{\"choices\":[{\"message\":{\"content\":\"Lima\"}}]}");

        assertThat(run("ask --no-stream --explain --effort low", "Capital of Peru?"))
                .isZero();

        assertThat(shell.out()).startsWith("Lima\n— policy auto · expert local/atlas · expected quality 0.10");
        assertThat(shell.out())
                .contains("denied gpt-4o-mini by health: no key")
                .contains("9870 more experts were not scored")
                .contains("with per-usd at least 1235 (now 20) this goes to local/atlas");
        assertThat(service.requests().getFirst().body()).contains("\"reasoning_effort\":\"low\"");
    }

    @Test
    void ask_streamCut_fails() {
        service.on("POST /v1/chat/completions", "data: {\"choices\":[{\"delta\":{\"content\":\"43\"}}]}\n\n");

        assertThat(run("ask", "What?")).isEqualTo(1);
        assertThat(shell.err()).contains("broke off");
    }

    @Test
    void ask_errorEvent_saysWhy() {
        service.on("POST /v1/chat/completions", "data: {\"error\":{\"message\":\"the expert left\"}}\n\n");

        assertThat(run("ask", "What?")).isEqualTo(1);
        assertThat(shell.err()).contains("the expert left");
    }

    @Test
    void ask_refused_saysTheServicesWords() {
        service.on("POST /v1/chat/completions", 404, Map.of(), "{\"error\":{\"message\":\"no model x\"}}");

        assertThat(run("ask --model x", "What?")).isEqualTo(1);
        assertThat(shell.err()).contains("404").contains("no model x");
    }

    @Test
    void ask_noService_namesTheCommandThatStartsOne() {
        service.close();

        assertThat(run("ask", "What?")).isEqualTo(3);
        assertThat(shell.err()).contains("./signalbox up");
    }

    @Test
    void route_decision_listsCandidatesAndDenials() {
        service.on("POST /v1/route", DECISION);

        assertThat(run("route", "What is 47 + 385?")).isZero();

        assertThat(shell.out())
                .contains("policy auto → local/sums, if it fails local/generalist")
                .containsPattern("local/sums +0\\.974 +0\\.010 +0\\.000042 +100 ms +0\\.9500")
                .contains("denied gpt-4o-mini by health: no key")
                .contains("""
                        why:
                          knn counts 0.60: local/sums 0.95, local/atlas 0.20
                            2 of the 3 nearest questions are sums; local/sums was right on 2.9 of 3, local/atlas was right on 0.5 of 2
                            over all 200 that were compared: local/sums 0.97, local/atlas 0.12
                          domain counts 0.30: local/sums 0.96, local/atlas 0.10
                            80 % sums: local/sums 0.98, local/atlas 0.05
                            20 % facts: local/sums 0.30, local/atlas 0.90
                          linear counts 0.20: local/sums 0.90, local/atlas 0.10
                            a typical question gives +0.10 to the lead over local/atlas, this one embedding +0.50, "plus" +0.20
                          kernel counts 0.10: local/sums 0.90, local/atlas 0.10
                            without its form (signals) the lead over local/atlas would be -0.10, not +0.80
                        """)
                .doesNotContain("cluster counts");
    }

    @Test
    void route_otherKindsOfReasons_areTold() {
        var start =
                "{\"policy\":\"auto\",\"expert\":\"a\",\"candidates\":[{\"expert\":\"a\",\"utility\":1}],\"reasons\":[";
        service.on(
                "POST /v1/route",
                start + "{\"kind\":\"declared\",\"quality\":{\"a\":0.7,\"b\":0.9}},"
                        + "{\"kind\":\"cluster\",\"cluster\":6,\"clusters\":32,\"questions\":120,\"grades\":{\"a\":0.5}},"
                        + "{\"kind\":\"neighbourhood\",\"questions\":1,\"grades\":{},\"nearest\":[{\"grades\":{}}]},"
                        + "{\"kind\":\"sum\",\"base\":{\"a\":0.5},\"terms\":[]},{\"kind\":\"sum\",\"base\":{\"b\":0.5}}]}");

        assertThat(run("route", "a")).isZero();

        assertThat(shell.out()).contains("""
                why:
                  by what cards declare: a 0.70
                  cluster 7 of 32, 120 questions: a 0.50
                  nobody was asked the nearest questions
                  over all 1 that were compared: nothing of these experts
                  a typical question gives +0.50 to a, nothing in this one matters much
                """);
    }

    private void assertFails(String message, String verb, String... more) {
        assertThat(run(verb, more)).isEqualTo(1);
        assertThat(shell.err()).contains(message);
    }

    @Test
    void route_consult_asksAndTellsWhoSaidWhat() {
        var advice = """
                ,"advice":{"stood_in":null,"opinions":[
                  {"expert":"judge","ratings":{"local/sums":0.9},"reasons":"a sum\\nlocal/sums: adds","fault":""},
                  {"expert":"other","ratings":{},"reasons":"","fault":"timed out"}]}}""";
        service.on("POST /v1/route?consult=true", DECISION.strip().replaceAll("}$", "") + advice);

        assertThat(run("route --consult", "What is 47 + 385?")).isZero();

        assertThat(shell.out())
                .contains("asked judge: local/sums 0.90\n  a sum\n  local/sums: adds\n")
                .contains("other has no say: timed out")
                .doesNotContain("nobody has a say");
    }

    @Test
    void route_standIn_isNamed() {
        var advice = ",\"advice\":{\"stood_in\":\"static\",\"opinions\":"
                + "[{\"expert\":\"judge\",\"ratings\":{},\"reasons\":\"\",\"fault\":\"not asked\"}]}}";
        service.on("POST /v1/route", DECISION.strip().replaceAll("}$", "") + advice);

        assertThat(run("route", "What is 47 + 385?")).isZero();

        assertThat(shell.out()).contains("judge has no say: not asked").contains("nobody has a say: scored by static");
    }

    @Test
    void route_batch_listsQuestionsAndTheirSum() throws IOException {
        service.on("POST /v1/route", DECISIONS);
        var file =
                Files.writeString(folder.resolve("questions.txt"), "What is 47 + 385?\n\nReverse the word lantern\n");

        assertThat(run("route --gate budget=0.01 --capacity local/sums=1 --batch", file.toString()))
                .isZero();

        assertThat(service.requests().getFirst().body())
                .isEqualTo("{\"requests\":[{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":"
                        + "\"What is 47 + 385?\"}]},{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":"
                        + "\"Reverse the word lantern\"}]}],"
                        + "\"batch\":{\"gate\":{\"budget\":0.01},\"capacity\":{\"local/sums\":1}}}");
        assertThat(shell.out())
                .containsPattern("What is 47 \\+ 385\\? +local/sums +0\\.974 +0\\.000042")
                .containsPattern("Reverse the word lantern +nobody")
                .contains("Reverse the word lantern: no room for it")
                .contains("— budget · 1 of 2 served · mean quality 0.974 · cost $0.000042 · local/sums 1");
    }

    @Test
    void route_batchGateAsNameOrJson_isSentAsSuch() throws IOException {
        service.on("POST /v1/route", DECISIONS);
        var file = Files.writeString(folder.resolve("questions.txt"), "a\nb\n").toString();

        run("route --gate assignment --batch", file);
        run("route --gate {\"sinkhorn\":{\"rounds\":9}} --batch", file);

        assertThat(service.requests().get(0).body()).contains("\"batch\":{\"gate\":\"assignment\"");
        assertThat(service.requests().get(1).body()).contains("\"batch\":{\"gate\":{\"sinkhorn\":{\"rounds\":9}}");
    }

    @Test
    void route_batchThatCannotBe_saysWhy() throws IOException {
        var empty = Files.writeString(folder.resolve("empty.txt"), "\n").toString();
        var file = Files.writeString(folder.resolve("questions.txt"), "a\n").toString();

        assertFails("holds no question, expected one on each line", "route --batch", empty);
        assertFails(
                "--batch: cannot read",
                "route --batch",
                folder.resolve("none.txt").toString());
        assertFails("--consult: it goes with one QUESTION", "route --consult --batch", file);
        assertFails("--capacity: it needs --gate", "route --capacity a=1 --batch", file);
        assertFails("--gate: {x, expected NAME, NAME=VALUE or JSON", "route --gate {x --batch", file);
        assertFails("QUESTION: missing", "route");
        assertThat(service.requests()).isEmpty();
    }

    @Test
    void models_listed_showsNames() {
        service.on("GET /v1/models", "{\"data\":[{\"id\":\"auto\",\"description\":\"Best answer per dollar\"}]}");

        assertThat(run("models")).isZero();
        assertThat(shell.out()).containsPattern("auto +Best answer per dollar");
    }

    @Test
    void key_create_printsOnlyTheKey() {
        service.on("POST /admin/keys", "{\"id\":\"k1\",\"key\":\"sb-new\"}");

        assertThat(run("key create --tenant shop", "checkout")).isZero();

        assertThat(shell.out()).isEqualTo("sb-new\n");
        assertThat(service.requests().getFirst().body())
                .isEqualTo("{\"tenant\":\"shop\",\"name\":\"checkout\",\"admin\":false}");
    }

    @Test
    void key_list_showsNoSecret() {
        service.on(
                "GET /admin/keys",
                "{\"data\":[{\"id\":\"k1\",\"tenant\":\"shop\",\"name\":\"a\",\"role\":\"admin\"}]}");

        assertThat(run("key list")).isZero();
        assertThat(shell.out()).containsPattern("k1 +shop +a +admin");
    }

    @Test
    void key_revoke_deletes() {
        service.on("DELETE /admin/keys/k1", "");

        assertThat(run("key revoke", "k1")).isZero();
        assertThat(service.requests().getFirst().line()).isEqualTo("DELETE /admin/keys/k1");
    }

    @Test
    void train_progress_endsInTheReport() throws IOException {
        var questions = folder.resolve("q.jsonl");
        Files.writeString(questions, "{\"id\":\"1\"}\n");
        service.on("POST /admin/policies/auto/train?promote=unless-worse", "{\"id\":\"job_1\"}")
                .on("GET /admin/jobs/job_1/progress", """
                {"phase":"asking","done":5,"of":10}
                {"phase":"asking","done":10,"of":10}
                {"report":"auto 0.93","snapshot":"s-1","promoted":true,"content":{"id":"s-1"}}
                """);
        var export = folder.resolve("s.json");

        assertThat(run("train", questions.toString(), "--export", export.toString()))
                .isZero();

        assertThat(export).hasContent("{\"id\":\"s-1\"}");

        assertThat(shell.err()).contains("asking 5 of 10 (50 %)").contains("asking 10 of 10 (100 %)");
        assertThat(shell.out()).contains("auto 0.93").contains("Snapshot s-1 is in force");
        assertThat(service.requests().getFirst().body()).isEqualTo("{\"id\":\"1\"}\n");
    }

    @Test
    void train_onboard_namesTheExpertAndTheLabels() {
        service.on(
                        "POST /admin/policies/auto/train?promote=unless-worse&onboard=local%2Fsums&labels=200",
                        "{\"id\":\"job_1\"}")
                .on(
                        "GET /admin/jobs/job_1/progress",
                        "{\"report\":\"local/sums: right\",\"snapshot\":\"s-1\",\"promoted\":true}");

        assertThat(run("train --onboard local/sums --labels 200")).isZero();

        assertThat(shell.out()).contains("local/sums: right").contains("Snapshot s-1 is in force");
    }

    @Test
    void train_cut_fails() {
        service.on("POST /admin/policies/auto/train?promote=unless-worse", "{\"id\":\"job_1\"}")
                .on("GET /admin/jobs/job_1/progress", "{\"phase\":\"asking\",\"done\":5,\"of\":10}\n");

        assertThat(run("train")).isEqualTo(1);
        assertThat(shell.err()).contains("the job goes on").contains("jobs follow job_1");
    }

    @Test
    void train_detached_printsTheJobAlone() {
        service.on("POST /admin/policies/auto/train?promote=never", "{\"id\":\"job_1\"}");

        assertThat(run("train", "--detach", "--promote", "never")).isZero();

        assertThat(shell.out().strip()).isEqualTo("job_1");
    }

    @Test
    void jobs_listAndCancel_speakToTheService() {
        service.on("GET /admin/jobs", """
                        {"data":[{"id":"job_1","kind":"train","policy":"auto","state":"running","phase":"asking",
                          "done":3,"of":9,"created":"2026-01-01T00:00:00Z"}]}""").on("DELETE /admin/jobs/job_1", "{}");

        assertThat(run("jobs list")).isZero();
        assertThat(shell.out()).containsPattern("job_1 +train +auto +running +asking 3/9");
        assertThat(run("jobs cancel", "job_1")).isZero();
        assertThat(service.requests().getLast().line()).isEqualTo("DELETE /admin/jobs/job_1");
    }

    @Test
    void snapshots_listPromoteRollback_sayWhatIsInForce() {
        service.on("GET /admin/policies/auto/snapshots", """
                        {"in_force":"s2","data":[{"id":"s2","scorer":"knn","created":"t2",
                          "report":{"policy":{"quality":0.93,"mean_cost_usd":0.00012}}},
                          {"id":"s1","scorer":"knn","created":"t1","report":{}}]}""")
                .on("POST /admin/policies/auto/snapshots/s1/promote", "{\"in_force\":\"s1\"}")
                .on("POST /admin/policies/auto/rollback", "{\"in_force\":\"\"}");

        assertThat(run("snapshots list")).isZero();
        assertThat(shell.out())
                .containsPattern("s2 +\\* +knn +t2 +0.930 +0.1200")
                .contains("uses snapshot s2.");
        assertThat(run("snapshots promote", "s1")).isZero();
        assertThat(shell.out()).contains("uses snapshot s1.");
        assertThat(run("snapshots rollback")).isZero();
        assertThat(shell.out()).contains("uses what comes with Signalbox.");
    }

    @Test
    void help_ofAVerbUnderAVerb_isGiven() {
        for (var verb : List.of("snapshots freeze", "jobs list", "key create", "policy try", "bench gateway")) {
            var words = (verb + " --help").split(" ");
            assertThat(shell.run(words)).as(verb).isZero();
            assertThat(shell.out()).contains("Usage: signalbox " + verb);
        }
    }

    @Test
    void help_listOfVerbs_saysWholeParagraphs() {
        shell.run("moe");
        assertThat(shell.out() + shell.err())
                .contains("needs no running service.")
                .contains("before use.");
        shell.run("train", "--help");
        assertThat(shell.out()).containsPattern("\\R\\s*\\R");
    }

    @Test
    void route_gateThatDecidesOnRetrieval_isShown() {
        service.on(
                "POST /v1/route",
                "{\"policy\":\"p\",\"expert\":\"a\",\"retrieve\":true,\"candidates\":[],\"fallback\":[]}");

        assertThat(run("route", "Who won?")).isZero();
        assertThat(shell.out()).contains("the gate wants the vector store consulted before anybody is asked");
    }

    @Test
    void snapshots_freezeAndThaw_sayWhetherTrainingReplacesIt() {
        service.on("POST /admin/policies/quick/freeze", "{\"in_force\":\"s1\",\"frozen\":true}")
                .on("POST /admin/policies/quick/thaw", "{\"in_force\":\"s1\",\"frozen\":false}");

        assertThat(run("snapshots freeze", "--policy", "quick")).isZero();
        assertThat(shell.out()).contains("Policy quick uses snapshot s1, frozen: no training replaces it.");
        assertThat(run("snapshots thaw", "--policy", "quick")).isZero();
        assertThat(shell.out()).contains("Policy quick uses snapshot s1.");
    }

    @Test
    void train_teacher_isAskedForAndAFrozenPolicyExplained() {
        service.on("POST /admin/policies/quick/train?promote=unless-worse&teacher=auto", "{\"id\":\"job_3\"}")
                .on(
                        "GET /admin/jobs/job_3/progress",
                        "{\"report\":\"r\",\"snapshot\":\"s9\",\"promoted\":false,\"frozen\":true}");

        assertThat(run("train", "--policy", "quick", "--teacher", "auto")).isZero();
        assertThat(shell.out())
                .contains("Snapshot s9 is stored, not in force: what is in force is frozen")
                .contains("./signalbox snapshots promote s9");
    }

    @Test
    void replay_identicalDifferentOrNeither_saysWhich() {
        service.on("GET /admin/decisions/d1/replay", "{\"identical\":true,\"explained\":" + DECISION + "}")
                .on("GET /admin/decisions/d2/replay", """
                        {"identical":false,"problem":"",
                         "differences":[{"field":"utility","recorded":"0.5","recomputed":"0.7"}]}""")
                .on("GET /admin/decisions/d3/replay", "{\"identical\":false,\"problem\":\"version 7 is not kept\"}");

        assertThat(run("replay", "d1")).isZero();
        assertThat(shell.out()).contains("Identical.").contains("2 of the 3 nearest questions are sums");
        assertThat(run("replay", "d2")).isEqualTo(1);
        assertThat(shell.out()).containsPattern("utility +0.5 +0.7");
        assertThat(run("replay", "d3")).isEqualTo(1);
        assertThat(shell.err()).contains("version 7 is not kept");
    }

    @Test
    void policyTry_supportedOrNot_printsOrRefuses() throws IOException {
        var draft = folder.resolve("draft.yaml");
        Files.writeString(draft, "policy: draft\n");
        var estimate = "{\"logged\":0.5,\"dr\":{\"mean\":0.625,\"low\":0.6,\"high\":0.65}}";
        service.on(
                        "POST /admin/policies/auto/evaluate",
                        "{\"supported\":true,\"decisions\":900,\"skipped\":3,\"effective_sample_size\":412.4,\"quality\":"
                                + estimate + ",\"cost_usd\":" + estimate + ",\"utility\":" + estimate + "}")
                .on(
                        "POST /admin/policies/cheap/evaluate",
                        "{\"supported\":false,\"problem\":\"9 decisions are worth 1.0 for this draft\"}");

        assertThat(run("policy try", draft.toString())).isZero();
        assertThat(shell.out())
                .containsPattern("quality +0.500 +0.625 +0.600 +0.650")
                .contains("900 judged decisions (3 more could not be used), worth 412");
        assertThat(service.requests().getFirst().body()).isEqualTo("policy: draft\n");
        assertThat(run("policy try", draft.toString(), "--policy", "cheap")).isEqualTo(1);
        assertThat(shell.err()).contains("No estimate: 9 decisions are worth 1.0");
    }

    @Test
    void unknownVerb_wrongUsage() {
        assertThat(shell.run("fly")).isEqualTo(2);
    }
}
