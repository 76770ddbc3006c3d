package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"example.com/pacer/store"
)

// A backupCmd is "pacer backup FILE".
// It is for cron: no question is asked, and FILE is left as it was when anything goes wrong.
type backupCmd struct {
	File  string // where to write the copy
	Force bool
}

// flags names the flags of "pacer backup".
func (c *backupCmd) flags(line *cobra.Command) {
	line.Flags().BoolVar(&c.Force, "force", false, "Replace FILE where it is there already.")
}

// to is the command with the file to write, which is known only after its flags.
func (c backupCmd) to(file string) backupCmd {
	c.File = file
	return c
}

// Help is what "pacer backup --help" adds.
func (backupCmd) Help() string {
	return "Copies the database into one file, while pacer serves it or while it does not. The copy is read again and " +
		"checked before it gets its name, so that FILE is either whole or not there. pacer restore FILE puts it back."
}

// Run says what is in the copy. Standard output has that one line; a job that runs this every night keeps it.
func (c backupCmd) Run(ctx context.Context, w world) error {
	s, err := loadSettings(w, false)
	if err != nil {
		return err
	}
	began := w.Now()
	// Beside a serve that runs: the copy is of one instant, and nobody waits for it.
	found, err := store.Backup(ctx, s.Database, c.File, c.Force)
	if err != nil {
		return fmt.Errorf("no backup was made: %w", err)
	}
	_, err = fmt.Fprintf(w.Stdout, "%s is a copy of %s: %s. It was checked. Took %s.\n",
		c.File, s.Database, describeContents(found), shortly(w.Now().Sub(began)))
	return err
}

// A restoreCmd is "pacer restore FILE".
// It takes the database's claim, so that it is refused while serve runs.
type restoreCmd struct {
	File string // the backup
}

// Help is what "pacer restore --help" adds.
func (restoreCmd) Help() string {
	return "Puts a backup in the place of the database. Stop serve first. The backup is checked before anything is touched, and stays " +
		"as it is; the database that it replaces is kept beside it under a name with the date. What was logged since the backup is in that file " +
		"only. A ritual that was held since, and is not too late, is held again."
}

// Run says what is where now.
func (c restoreCmd) Run(ctx context.Context, w world) error {
	s, err := loadSettings(w, false)
	if err != nil {
		return err
	}
	// The audit has no line of it: what was changed is in the file that is kept.
	r, err := store.Restore(ctx, c.File, s.Database, holder("restore", w), w.Now())
	if err != nil {
		return fmt.Errorf("nothing was restored: %w", err)
	}
	text := fmt.Sprintf("%s is now what %s holds: %s.\n", s.Database, c.File, describeContents(r.Contents))
	// Nothing is kept where there was nothing, as on a new machine.
	if r.Kept != "" {
		text += fmt.Sprintf("The database that was there is kept as %s; remove it when nobody needs it.\n", r.Kept)
	}
	// Doctor first: what the backup knows of channels may be out of date.
	_, err = fmt.Fprint(w.Stdout, text+"Next: pacer doctor, then start pacer serve.\n")
	return err
}

// describeContents is what a database holds, for a person.
// Two files are told apart by it: teams and entries of the ledger, size, and which Pacer can read it.
func describeContents(c store.Contents) string {
	return fmt.Sprintf("%s, %d entries, %.1f MB, schema version %d", counted(int(c.Teams), "team"), c.Entries, float64(c.Bytes)/1e6, c.Schema)
}
