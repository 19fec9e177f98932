// Package ipp drives A4 printers over IPP, directly or through a CUPS queue:
// how the printer is in plain conditions, one document at a time with paper
// size and sides always named, and an honest answer to the question whether
// the paper is out.
//
// It refuses to guess: a queue that only hands data on is SentUnconfirmed,
// never Printed. It refuses to leave a job behind: one that does not end in
// time is cancelled, and so is, before the next one, what could not be
// cancelled then. It refuses to send a document twice, to convert documents,
// to follow redirections and proxies, and does not log.
//
// # Documents
//
// Short names used at the requests below.
//
//   - RFC 8010: Internet Printing Protocol/1.1, Encoding and Transport.
//   - RFC 8011: Internet Printing Protocol/1.1, Model and Semantics.
//   - PWG 5101.1: Media Standardized Names.
//   - CUPS: "CUPS Implementation of IPP", the attributes of queues.
package ipp
