package bot

// The lists of a board as a table.

import (
	"strconv"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// table shows the lists as a table: the ranks, who has them, and what they are ranked by; with a column for the list where there
// are several. Nil where one line says all of it, or where they are
// more than a table holds. Cells are plain text.
func (s *standings) table(viewer string) slack.Block {
	lists := s.rankings(viewer)
	table := slack.NewDataTableBlock(s.heading())
	add := func(cells ...string) {
		if len(lists) == 1 {
			cells = cells[1:]
		}
		row := make([]slack.DataTableCell, len(cells))
		for i, text := range cells {
			row[i] = slack.NewDataTableRawTextCell(text)
		}
		table.AddRow(row...)
	}
	add("List", "Rank", "Who", s.column())
	lines := 0
	for _, list := range lists {
		for _, rows := range s.tops(list) {
			lines++
			rank := strconv.Itoa(rows[0].Rank)
			if list.ranked() == 1 {
				rank = unnumbered
			}
			add(list.title, rank, unescape(s.namesOn(rows, viewer)), unescape(s.score(list, rows[0])))
		}
	}
	if lines < 2 || lines > maxTableRows {
		return nil
	}
	who := 1
	if len(lists) > 1 {
		who = 2
	}
	return table.WithPageSize(lines).WithRowHeaderColumnIndex(who)
}

// unnumbered is the rank of who is alone on a list.
const unnumbered = "—"

// column is the heading in a word.
func (s *standings) column() string {
	switch s.team.Board {
	case coach.BoardCount:
		return "Count"
	case coach.BoardImproved:
		return "Change"
	default:
		return "Percent"
	}
}

// maxTableRows is Slack's limit of rows below the header, and on a page of them; of the others a board is far. Nine roles by four
// KPIs go beyond it, and stay in words.
const maxTableRows = 100
