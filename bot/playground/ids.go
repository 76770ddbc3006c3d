package playground

import (
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"strings"
)

// uuid gives an id in the form of a UUID, never the same twice, neither here nor after a restart: an app
// that remembers envelope ids across restarts would take a repeated one for a redelivery.
func (s *Server) uuid() string {
	var b [16]byte
	copy(b[:8], s.instance[:])
	binary.BigEndian.PutUint64(b[8:], s.seq.Add(1))
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	var t [36]byte
	hex.Encode(t[0:8], b[0:4])
	hex.Encode(t[9:13], b[4:6])
	hex.Encode(t[14:18], b[6:8])
	hex.Encode(t[19:23], b[8:10])
	hex.Encode(t[24:36], b[10:16])
	t[8], t[13], t[18], t[23] = '-', '-', '-', '-'
	return string(t[:])
}

// id gives a short id in Slack's style: a letter, then capitals and digits.
//
// It is meant to look like Slack's, for apps that check the first letter. It says nothing about order.
func (s *Server) id(prefix string) string {
	var b [8]byte
	copy(b[2:], s.instance[:5])
	n := binary.BigEndian.Uint64(b[:])
	return prefix + "0" + strings.ToUpper(strconv.FormatUint(n, 36)+strconv.FormatUint(s.seq.Add(1), 36))
}

// secret gives what cannot be guessed: the part that matters of a ticket or an address.
//
// Twenty-six letters and digits from the system's own source of randomness.
func secret() string { return rand.Text() }
