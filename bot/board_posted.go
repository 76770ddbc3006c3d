package bot

// Boards that are posted: as a table where the workspace takes tables, and else in the words that the table was made of.

import (
	"encoding/json"
	"errors"
	"slices"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// post writes the board as everybody sees it, with a table in the place of the lists where there is one and it is not known that
// the workspace takes none. Should Slack refuse the table after all, the deliverer posts its words: see reworded.
func (b *Bot) post(w *sheet, s *standings) {
	from, to := s.show(w, everybody, b.slash("log"))
	if table := s.table(everybody); table != nil && b.grids.open(b.now()) {
		w.blocks = slices.Concat(w.blocks[:from:from], []slack.Block{table}, w.blocks[to:])
	}
}

// reworded is a message whose blocks Slack has refused for good, due at once with words in the place of its tables; ok is false
// of any other failure, and of one without a table. Nothing was posted, so it is said once all the same; and what is
// refused again has no table, and is not tried a third time.
func (d *deliverer) reworded(m coach.Message, o coach.Outcome, err error) (next coach.Message, ok bool) {
	if m.Verb != coach.Post || o.Class != coach.Refused || !refusesBlocks(err) {
		return m, false
	}
	words, ok := inWords(m.Blocks)
	if !ok {
		return m, false
	}
	now := d.b.now()
	d.b.grids.close(now)
	return m.Reworded(words, o.Reason, now), true
}

// A gridBlock is what is read of a stored block: all of a table of boards, and of any other the type.
type gridBlock struct {
	Type    slack.MessageBlockType         `json:"type"`
	Caption string                         `json:"caption"`
	Rows    [][]slack.DataTableRawTextCell `json:"rows"`
}

// inWords makes lines of the tables in stored blocks, and leaves the other blocks as they are, byte for byte; ok is false where
// there is no table, or none that a board has.
func inWords(stored string) (words string, ok bool) {
	var raw, all []json.RawMessage
	if json.Unmarshal([]byte(stored), &raw) != nil {
		return "", false
	}
	for _, block := range raw {
		var grid gridBlock
		// Blocks of other kinds have rows of other shapes, or none.
		if err := json.Unmarshal(block, &grid); grid.Type != slack.MBTDataTable {
			all = append(all, block)
			continue
		} else if err != nil {
			return "", false
		}
		lines, err := grid.words()
		if err != nil {
			return "", false
		}
		all, ok = append(all, lines...), true
	}
	said, err := json.Marshal(all)
	return string(said), ok && err == nil
}

// words are the lists of a table as show writes them: a paragraph each, under the heading, and under the list's own name where the
// table has a column for it.
func (g gridBlock) words() (blocks []json.RawMessage, err error) {
	var w sheet
	var title string
	var lines []string
	for _, row := range g.Rows[min(1, len(g.Rows)):] {
		n := len(row)
		if n < 3 {
			return nil, errors.New("a table that is no board's")
		}
		list := ""
		if n > 3 {
			list = row[0].Text
		}
		if next := escape(commaed(list, g.Caption)); next != title {
			w.titled(title, lines...)
			title, lines = next, nil
		}
		line := escape(row[n-2].Text) + ": " + escape(row[n-1].Text)
		if rank := row[n-3].Text; rank != unnumbered {
			line = rank + ". " + line
		}
		lines = append(lines, line)
	}
	w.titled(title, lines...)
	for _, block := range w.blocks {
		said, err := json.Marshal(block)
		if err != nil {
			return nil, err
		}
		blocks = append(blocks, said)
	}
	return blocks, nil
}
