package directory_test

import (
	"testing"

	"euxine/internal/directory"
)

func TestScriptAndLanguage(t *testing.T) {
	for _, c := range []struct {
		text, country string
		script        directory.Script
		language      directory.Language
	}{
		{"Клъстер Бургас", "BG", "Cyrl", "bg"},
		{"Кластер", "UA", "Cyrl", "uk"},
		{"Об'єднання", "", "Cyrl", "uk"},
		{"Быстрый", "UA", "Cyrl", "ru"},
		{"Клъстер", "", "Cyrl", ""},
		{"თბილისი", "GE", "Geor", "ka"},
		{"ᲗᲑᲘᲚᲘᲡᲘ", "GE", "Geor", "ka"},
		{"Երևան", "AM", "Armn", "hy"},
		{"Αθήνα", "GR", "Grek", "el"},
		{"Gəncə", "AZ", "Latn", "az"},
		{"Ə", "AZ", "Latn", "az"},
		{"Kümelenme Derneği", "TR", "Latn", "tr"},
		{"İZKA", "TR", "Latn", "tr"},
		{"IŞIK", "TR", "Latn", "tr"},
		{"Ankara", "TR", "Latn", ""},
		{"Asociația", "RO", "Latn", "ro"},
		{"ASOCIAŢIA", "MD", "Latn", "ro"},
		{"Ostravský", "CZ", "Latn", "cs"},
		{"Derneği", "DE", "Latn", ""},
		{"Клъстер ICT", "BG", "Cyrl", "bg"},
		{"2024 – 42", "BG", "Zyyy", ""},
		{"", "BG", "Zyyy", ""},
	} {
		if got := directory.ScriptOf(c.text); got != c.script {
			t.Errorf("ScriptOf(%q) = %s, want %s", c.text, got, c.script)
		}
		if got := directory.GuessLanguage(c.text, c.country); got != c.language {
			t.Errorf("GuessLanguage(%q, %q) = %q, want %q", c.text, c.country, got, c.language)
		}
	}
}

func TestLooksLikeAcronym(t *testing.T) {
	for text, want := range map[string]bool{
		"BEBKA": true, "АППАУ": true, "İZKA": true, "R&D": true, "A.Ş.": true, "OSTİM-2": true, "ABCDEFGH": true,
		"ABCDEFGHI": false, "A": false, "": false, "42": false, "BEBKa": false, "BG CLUSTER": false, "ᲗᲑᲘᲚ": false, "თბილ": false,
	} {
		if got := directory.LooksLikeAcronym(text); got != want {
			t.Errorf("LooksLikeAcronym(%q) = %v", text, got)
		}
	}
}
