package reconcile

import (
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// site is where a website is: who has the same has the same website.
type site struct {
	host string // without www
	path string // of hosts that many share
}

// shared are hosts on which many have their pages: there the path tells them apart.
var shared = []string{"sites.google.com", "facebook.com", "m.facebook.com", "linkedin.com", "bg.linkedin.com", "instagram.com", "twitter.com", "x.com",
	"youtube.com", "t.me", "linktr.ee", "docs.google.com", "business.site", "clustercollaboration.eu", "profile.clustercollaboration.eu"}

// mailers are hosts of which an address of e-mail says nothing: anybody has one there.
var mailers = []string{"gmail.com", "googlemail.com", "yahoo.com", "yahoo.ro", "outlook.com", "hotmail.com", "live.com", "icloud.com", "abv.bg", "mail.bg",
	"dir.bg", "ukr.net", "i.ua", "meta.ua", "mail.ru", "yandex.ru", "yandex.com", "seznam.cz", "protonmail.com", "proton.me", "gmx.net", "gmx.de",
	"web.de", "aol.com", "otenet.gr", "mail.com"}

// siteOf reads a website as lists have it, with a scheme or without; of an address of
// e-mail its host. Zero where it is none, or one that says nothing.
func siteOf(text string) site {
	text = strings.TrimSpace(text)
	if text == "" || strings.ContainsAny(text, " \t\n") || len(text) > 2000 {
		return site{}
	}
	if !strings.Contains(text, "://") {
		if _, host, ok := strings.Cut(text, "@"); ok {
			host = hostOf(host)
			if slices.Contains(mailers, host) {
				return site{}
			}
			return site{host: host}
		}
		text = "http://" + text
	}
	u, err := url.Parse(text)
	if err != nil {
		return site{}
	}
	s := site{host: hostOf(u.Hostname())}
	if slices.Contains(shared, s.host) {
		if s.path = strings.ToLower(strings.Trim(u.Path, "/")); s.path == "" {
			return site{}
		}
	}
	return s
}

// hostOf is a host as it is compared; "" for what is no name of one.
func hostOf(host string) string {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	for _, part := range []string{"www.", "en.", "bg.", "ro.", "tr.", "uk."} { // the same site in a language
		if rest, ok := strings.CutPrefix(host, part); ok && strings.Contains(rest, ".") {
			host = rest
		}
	}
	if !strings.Contains(host, ".") {
		return ""
	}
	return host
}

// label is what a host calls itself, without what is registered above it:
// "ictc-burgas" of ictc-burgas.org. It is often much like the name.
func (s site) label() string {
	if s.host == "" || s.path != "" {
		return ""
	}
	domain, err := publicsuffix.EffectiveTLDPlusOne(s.host)
	if err != nil {
		return ""
	}
	label, _, _ := strings.Cut(domain, ".")
	return label
}
