package coach

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// Answers to "Who on their side is for it …?" about the deal "Acme Berlin".
func TestProves(t *testing.T) {
	const (
		ask  = "Who on their side is for it, and what does each of them get out of it?"
		name = "Who is for it"
	)
	for _, row := range []struct {
		answers string // one a line
		want    emptiness
	}{
		{"\n?\n???\n-\n--\n—\n…\n.\n...\n/\n!\n:-)\n🤷\n 	 ", saysNothing},
		{"TBD\ntbd.\nTBD - will ask\nt.b.d.\nn/a\nN.A.\nNA\nnone\nNone yet\nUnknown\nunclear\nTo be defined\nto be decided later\nto be confirmed\nTODO", saysNothing},
		{"I don't know\nWe don’t know yet\nDont know\nno idea\nNo clue yet\nnot sure\nNot yet known\nwill ask\nI still need to ask them\npending\nstill open", saysNothing},
		{"yes\nNo\nyep\nOK\nok, done\nyes, all good\nsee notes\nsee CRM\nas before\nsame as above\nx\ntest", saysNothing},
		{"ja\nNein\nweiß ich noch nicht\nWeiss nicht\nkeine Ahnung\noffen\nnoch offen\nunklar\nk. A.\nfolgt\nkommt noch\nwird noch geklärt\nmuss ich noch erfragen\nsiehe oben\nalles gut\nentfällt", saysNothing},
		{"asdf\nasdf asdf\nASDFGH\nqwertz\nqwerty\nxxxx\naaaaaa\nlkjh\nsdfghj\nbcdfghkl\nasdasd\nhahaha\nyes asdf", saysNoise},
		{ask + "\n" + strings.ToUpper(ask) + "\nWho is for it\nwho on their side is for it\nAcme Berlin\nacme berlin?\nthe Acme", saysQuestion},
		{"Maria\nYes, Maria\nthe CFO\nCFO.\nIt's Maria\n42\n42 %\nNobody\nder Einkauf", saysOneWord},
		{"Maria decides\nTheir CFO, who wants fewer suppliers\nNobody so far\nNo one is against it\nMaria gets her evenings back\nChurn below 2%\nCost savings", saysSomething},
		{"Frau Keller aus dem Einkauf\nDie IT ist dafür, weil sie das alte System los wird\nKeller noch nicht, Braun schon", saysSomething},
		{"品質を重視している\n他们的财务总监", saysSomething},
		{"Maria (asdf) wants it gone by May\nSAP S4 HANA\nWe don't know yet, but Jo asks on Monday\nopen questions about the data", saysSomething},
		{"Катя за, хочет меньше отчётов", saysSomething},
	} {
		for answer := range strings.SplitSeq(row.answers, "\n") {
			if got := emptinessOf(answer, ask, []string{name, "Acme Berlin"}); got != row.want {
				t.Errorf("%q: %d, want %d", answer, got, row.want)
			}
			ok, hint := Proves(answer, ask, name, "Acme Berlin")
			if ok != (row.want == saysSomething) || ok != (hint == "") {
				t.Errorf("%q: %v, %q", answer, ok, hint)
			}
		}
	}
}

// The hints are for somebody who has little time and no answer: they ask one question, and not for a reason.
func TestHintsAskKindly(t *testing.T) {
	for kind := saysNothing; kind <= saysOneWord; kind++ {
		hint := hintFor[kind]
		_, question, found := strings.Cut(hint, ". ")
		if !found || CheckQuestion(question) != nil {
			t.Errorf("%d: %q: %v", kind, hint, CheckQuestion(question))
		}
	}
}

// A question and its own name never prove it, in whatever case and however much of them is copied.
func TestTheQuestionProvesNothing(t *testing.T) {
	process := DefaultProcess()
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.SampledFrom(process.Until(len(process))).Draw(t, "milestone")
		words := strings.Fields(rapid.SampledFrom([]string{m.Ask, m.Name}).Draw(t, "copied"))
		from := rapid.IntRange(0, len(words)-1).Draw(t, "from")
		to := rapid.IntRange(from+1, len(words)).Draw(t, "to")
		answer := strings.Join(words[from:to], " ")
		if rapid.Bool().Draw(t, "loud") {
			answer = strings.ToUpper(answer)
		}
		if ok, _ := Proves(answer, m.Ask, m.Name, "Acme"); ok {
			t.Fatalf("%q proves %q", answer, m.Ask)
		}
	})
}

// What people add to an answer that says something takes nothing from it.
func TestMoreWordsProveNoLess(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := rapid.String().Draw(t, "before"), rapid.String().Draw(t, "after")
		if ok, hint := Proves(before+" Their controller wants fewer suppliers "+after, "Who is for it?"); !ok {
			t.Fatalf("%q", hint)
		}
	})
}

func FuzzProves(f *testing.F) {
	f.Add("TBD", "Who?", "Acme")
	f.Add("Maria wants it", "Who is for it?", "")
	f.Add("\xff’' \u0301", "", "weiß nicht")
	f.Fuzz(func(t *testing.T, answer, ask, name string) {
		ok, hint := Proves(answer, ask, name)
		if ok != (hint == "") || !utf8.ValidString(hint) {
			t.Errorf("%v, %q", ok, hint)
		}
		if shouted, _ := Proves("  "+answer+"\n", ask, name); shouted != ok {
			t.Errorf("blanks around it make %v", shouted)
		}
		if again, _ := Proves(ask, ask, name); again {
			t.Error("the question proves itself")
		}
	})
}
