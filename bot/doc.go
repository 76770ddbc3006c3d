// Package bot is Slack in and Slack out: commands, buttons, modals and events come in over Socket Mode and
// are dispatched to handlers; what Pacer has to say goes out through the outbox. It is the only importer of
// slack-go.
package bot
