package phone

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// maxDocument is the most that Twilio reads of an answer, in bytes.
// https://www.twilio.com/docs/api/errors/11750
const maxDocument = 64 << 10

// xmlNamespace is what encoding/xml turns the prefix of xml:lang into.
const xmlNamespace = "http://www.w3.org/XML/1998/namespace"

// A node is one element of a document, or a piece of text (Name is then "").
type node struct {
	Name  string
	Attrs map[string]string
	Kids  []node
	Text  string
}

// attr returns the attribute's value, or otherwise when it is absent.
func (n node) attr(name, otherwise string) string {
	if v, ok := n.Attrs[name]; ok {
		return v
	}
	return otherwise
}

// text returns the text directly inside n, without blanks around it.
func (n node) text() string {
	var b strings.Builder
	for _, kid := range n.Kids {
		b.WriteString(kid.Text)
	}
	return strings.TrimSpace(b.String())
}

// parse reads a TwiML document strictly and returns its <Response>. Its Rejections
// have no Where.
func parse(body []byte) (node, *Rejection) {
	if len(body) > maxDocument {
		return node{}, reject(codeTooLarge, "the document is larger than %d bytes", maxDocument)
	}
	if !bytes.HasPrefix(body, []byte("<?xml")) {
		return node{}, reject(codeParse, "the document begins with %q, not with <?xml", excerpt(body))
	}
	root, rejection := parseTree(body)
	if rejection != nil {
		return node{}, rejection
	}
	if root.Name != "Response" {
		return node{}, reject(codeParse, "the root is <%s>, not <Response>", root.Name)
	}
	if rejection := checkElement(root, ""); rejection != nil {
		return node{}, rejection
	}
	return root, nil
}

// parseTree reads well-formed XML with exactly one root and no doctype.
func parseTree(body []byte) (node, *Rejection) {
	decoder := xml.NewDecoder(bytes.NewReader(body))
	var open []node // the elements that are not closed yet, the root first
	var root *node
	for first := true; ; first = false {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return node{}, reject(codeParse, "%v", err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if root != nil {
				return node{}, reject(codeParse, "<%s> after the end of the root", token.Name.Local)
			}
			element, rejection := startElement(token)
			if rejection != nil {
				return node{}, rejection
			}
			open = append(open, element)
		case xml.EndElement:
			last := len(open) - 1
			closed := open[last]
			open = open[:last]
			if last == 0 {
				root = &closed
				continue
			}
			open[last-1].Kids = append(open[last-1].Kids, closed)
		case xml.CharData:
			if rejection := addText(open, string(token)); rejection != nil {
				return node{}, rejection
			}
		case xml.ProcInst:
			if !first || token.Target != "xml" {
				return node{}, reject(codeParse, "processing instruction <?%s after the first line", token.Target)
			}
		case xml.Directive:
			return node{}, reject(codeParse, "a document type or other <!… directive is not read")
		}
	}
	if root == nil {
		return node{}, reject(codeParse, "there is no <Response>")
	}
	return *root, nil
}

func startElement(token xml.StartElement) (node, *Rejection) {
	element := node{Name: qualified(token.Name)}
	for _, a := range token.Attr {
		name := qualified(a.Name)
		if _, twice := element.Attrs[name]; twice {
			return node{}, reject(codeParse, "<%s> has the attribute %q twice", element.Name, name)
		}
		if element.Attrs == nil {
			element.Attrs = make(map[string]string)
		}
		element.Attrs[name] = a.Value
	}
	return element, nil
}

func addText(open []node, text string) *Rejection {
	if len(open) == 0 {
		if strings.TrimSpace(text) != "" {
			return reject(codeParse, "text %q outside the root", excerpt([]byte(text)))
		}
		return nil
	}
	parent := &open[len(open)-1]
	if last := len(parent.Kids) - 1; last >= 0 && parent.Kids[last].Name == "" {
		parent.Kids[last].Text += text
		return nil
	}
	parent.Kids = append(parent.Kids, node{Text: text})
	return nil
}

func qualified(name xml.Name) string {
	switch name.Space {
	case "":
		return name.Local
	case xmlNamespace:
		return "xml:" + name.Local
	}
	return name.Space + ":" + name.Local
}

// excerpt returns the beginning of a text, short enough for an error.
func excerpt(text []byte) string {
	const most = 24
	runes := []rune(string(text[:min(len(text), 4*most)]))
	if len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return string(runes)
}
