package dev.signalbox.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LanguageTest {

    @ParameterizedTest
    @CsvSource({
        "en, What is the capital of France and how many people live there?",
        "de, Wie viele Menschen leben in der Hauptstadt von Frankreich?",
        "nl, Hoeveel mensen wonen er in de hoofdstad van Frankrijk?",
        "fr, Combien de personnes vivent dans la capitale de la France ?",
        "es, ¿Cuántas personas viven en la capital de Francia?",
        "pl, Ilu ludzi mieszka w stolicy Francji i jak ona się nazywa?",
        "ru, Сколько людей живёт в столице Франции?",
        "ar, كم عدد الأشخاص الذين يعيشون في عاصمة فرنسا؟",
        "hi, फ्रांस की राजधानी में कितने लोग रहते हैं?",
        "ja, フランスの首都には何人が住んでいますか",
        "zh, 法国首都有多少人口？",
        "ko, 프랑스의 수도에는 몇 명이 살고 있습니까?"
    })
    void of_sentence_tellsItsLanguage(String code, String text) {
        assertThat(Language.of(text)).isEqualTo(new Language(code));
    }

    @ParameterizedTest
    @CsvSource({"''", "Hi!", "3x + 5 = 20", "12345"})
    void of_tooLittle_isUnknown(String text) {
        assertThat(Language.of(text)).isEqualTo(Language.UNKNOWN);
        assertThat(Language.of(text).isKnown()).isFalse();
    }

    @Test
    void of_hugeText_readsItsStart() {
        assertThat(Language.of("Wie viele Menschen leben in dieser Stadt? ".repeat(5_000)))
                .isEqualTo(new Language("de"));
    }

    @Test
    void family_relatives_share() {
        assertThat(new Language("de").family()).isEqualTo(new Language("sv").family());
        assertThat(new Language("de").family()).isNotEqualTo(new Language("fr").family());
        assertThat(Language.UNKNOWN.family()).isEqualTo("und");
    }

    @Test
    void language_noCode_isRefused() {
        assertThatThrownBy(() -> new Language("German")).hasMessageContaining("\"German\", expected two small letters");
    }
}
