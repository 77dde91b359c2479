package dev.signalbox.experts.openai;

import static java.util.Objects.requireNonNull;

import dev.signalbox.experts.Expert;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.ExpertProvider;
import dev.signalbox.experts.ProviderSpec;
import dev.signalbox.experts.http.Origin;
import dev.signalbox.experts.http.OutboundClient;
import dev.signalbox.yaml.Option;
import java.net.URI;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Opens experts behind any endpoint that speaks the OpenAI chat dialect. */
@ProviderSpec(name = "openai", summary = "Any endpoint that speaks the OpenAI chat dialect, bytes passed through")
public final class OpenAiProvider implements ExpertProvider<OpenAiProvider.Config> {

    private final OutboundClient client;
    private final Function<String, @Nullable String> environment;
    private final InstantSource time;

    /**
     * @param environment reads a variable, null when it is not set, such as {@code System::getenv}
     * @param time turns a {@code Retry-After} date into a wait
     */
    public OpenAiProvider(OutboundClient client, Function<String, @Nullable String> environment, InstantSource time) {
        this.client = requireNonNull(client);
        this.environment = requireNonNull(environment);
        this.time = requireNonNull(time);
    }

    @Override
    public Class<Config> config() {
        return Config.class;
    }

    /** An unset key variable is refused here, so that a roster can still be read where the key is absent. */
    @Override
    public Expert open(ExpertCard card, Config config) {
        var key = config.keyEnv() == null ? null : key(config.keyEnv());
        var endpoint = new Endpoint(config.url(), config.modelOr(card.name()), key, config.headers());
        return new OpenAiExpert(endpoint, client, client.admit(Origin.of(config.url())), time);
    }

    private String key(String variable) {
        var value = environment.apply(variable);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(
                    "key-env: environment variable " + variable + " is not set, expected the API key in it");
        }
        var key = value.strip();
        if (!key.chars().allMatch(character -> character > ' ' && character < 127)) {
            throw new IllegalArgumentException(
                    "key-env: environment variable " + variable + " holds characters that no API key has");
        }
        return key;
    }

    /**
     * @param baseUrl such as {@code https://api.openai.com/v1}; {@code /chat/completions} is added
     * @param keyEnv environment variable that holds the API key, or null to send none
     * @param model the name upstream, or null for the expert's own name
     * @param headers sent with every request as they are
     */
    public record Config(
            @Option("such as https://api.openai.com/v1") String baseUrl,

            @Option("environment variable that holds the API key; none is sent without") @Nullable
            String keyEnv,

            @Option("the model's name upstream; without, the expert's own name") @Nullable
            String model,

            @Option("sent with every request as they are") Map<String, String> headers) {

        private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
        private static final Set<String> OURS = Set.of(
                "host",
                "content-length",
                "content-type",
                "transfer-encoding",
                "connection",
                "accept-encoding",
                "accept");

        public Config {
            requireNonNull(baseUrl);
            // sorted, because what is derived from a configuration must be the same in every JVM
            headers = Collections.unmodifiableMap(new TreeMap<>(headers));
            Origin.of(url(baseUrl));
            headers.forEach(Config::checkHeader);
        }

        URI url() {
            return url(baseUrl);
        }

        @SuppressWarnings("UnusedException") // its message repeats the URL, which may hold a password
        private static URI url(String baseUrl) {
            try {
                return URI.create(baseUrl.strip());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("base-url: not a URL");
            }
        }

        String modelOr(String name) {
            return model == null ? name : model;
        }

        private static void checkHeader(String name, String value) {
            if (!TOKEN.matcher(name).matches() || OURS.contains(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException(
                        "headers: \"" + name + "\", expected a header we do not set ourselves");
            }
            if (!value.chars().allMatch(character -> character >= ' ' && character < 127)) {
                throw new IllegalArgumentException("headers: " + name + " holds a control or non-ASCII character");
            }
        }

        /** Without header values, which may be secrets, and without the URL's user part, which is refused anyway. */
        @Override
        public String toString() {
            return "Config[baseUrl=" + baseUrl + ", keyEnv=" + keyEnv + ", model=" + model + ", headers="
                    + headers.keySet() + "]";
        }
    }
}
