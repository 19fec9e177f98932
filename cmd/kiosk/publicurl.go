package main

import (
	"net/url"
	"strings"
)

// maxPublicURL bounds public-url, in characters: with what comes after it a
// code can still be read from glass.
const maxPublicURL = 60

// pageURL is what codes of one kind begin with: own where another system has
// those pages, else the office's pages under letter. It is empty for no codes.
func (s settings) pageURL(own, letter string) string {
	if own != "" || s.PublicURL == "" {
		return own
	}
	return strings.TrimSuffix(s.PublicURL, "/") + "/" + letter + "/"
}

// publicFaults says in a technician's words what cannot be.
func (s settings) publicFaults(refuse func(bad bool, key, problem string)) {
	u, err := url.Parse(s.PublicURL) // it writes the scheme small
	bad := err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.RawQuery != "" || u.Fragment != ""
	refuse(s.PublicURL != "" && bad, "public-url", "must be an address such as HTTPS://LINLI.EXAMPLE/, or empty")
	refuse(len(s.PublicURL) > maxPublicURL, "public-url", "must have at most 60 characters: longer codes are hard to read")
}
