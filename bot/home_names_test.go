package bot

import (
	"fmt"
	"testing"

	"example.com/pacer/bot/coach"
)

// A list of names is read, however large the team is: the first ten, and how many there are more.
func TestSomeNames(t *testing.T) {
	t.Parallel()
	people := make([]coach.Person, 200)
	for i := range people {
		people[i] = coach.Person{Name: fmt.Sprintf("N%d", i)}
	}
	for n, want := range map[int]string{
		0: "", 1: "N0", 2: "N0 and N1",
		10:  "N0, N1, N2, N3, N4, N5, N6, N7, N8 and N9",
		11:  "N0, N1, N2, N3, N4, N5, N6, N7, N8, N9 and 1 more",
		200: "N0, N1, N2, N3, N4, N5, N6, N7, N8, N9 and 190 more",
	} {
		if got := someNames(people[:n]); got != want {
			t.Errorf("%d people: %q, want %q", n, got, want)
		}
	}
}
