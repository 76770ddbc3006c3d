// Package failpoint lets a test kill the program at a chosen place. Without the build tag of that name a point is an empty
// function: the released program has neither the names nor the variable that arms them.
//
// The points lie where a crash leaves something half done: on both sides of each commit and of each call to Slack. See
// TestCrash in cmd/pacer.
package failpoint

// Names lists all points, in the order in which a life of the program comes by them. A test holds that each is hit by
// some flow, and that no other is in the code.
func Names() []string {
	return []string{
		// A start, and the schema.
		"store.migration.before", "store.migration.recording", "store.migration.after",
		"bot.recover.before", "bot.recover.after", "scheduler.release.before", "scheduler.release.after",
		// A group of writes becomes durable.
		"store.group.begin", "store.group.applied", "store.group.purged", "store.group.committed", "store.group.told",
		"store.checkpoint.before", "store.checkpoint.after",
		// The file is written anew after somebody was forgotten.
		"store.rewrite.before", "store.rewrite.written", "store.rewrite.cut",
		// What people send.
		"bot.inbound.received", "bot.inbound.handled", "bot.commit.before", "bot.commit.after",
		"bot.ack.before", "bot.ack.after", "bot.form.ack", "bot.modal.before", "bot.modal.after", "bot.answer.before", "bot.answer.after",
		// A ritual.
		"scheduler.skip.before", "scheduler.skip.after", "scheduler.claim.before", "scheduler.claim.after",
		"bot.ritual.composed", "bot.ritual.committed", "scheduler.ran",
		// What is said.
		"bot.outbox.marking", "bot.outbox.marked", "bot.outbox.called", "bot.outbox.settled",
		"bot.outbox.refused", "bot.outbox.lookup", "bot.outbox.found", "bot.outbox.notfound", "bot.outbox.resend",
		"bot.post.before", "bot.post.after", "bot.edit.before", "bot.edit.after", "bot.delete.before", "bot.delete.after", "bot.react.before", "bot.react.after",
		"bot.home.before", "bot.home.after", "bot.upload.before", "bot.upload.after",
		// The commands.
		"apply.before", "apply.after", "store.backup.before", "store.backup.copied", "store.backup.renaming", "store.backup.renamed",
		"store.restore.kept", "store.restore.renamed",
	}
}
