package escpos

// Reply is one thing a printer said. Its types are RealTime, ASB, Full, Fence,
// Sensor, Cleared and Info.
type Reply interface{ reply() }

// RealTime answers one DLE EOT; which of the four is known only from what was
// asked.
type RealTime byte

// ASB is one automatic status report.
type ASB [4]byte

// Full is the full status of a unit with a presenter: paper, user, recoverable
// and unrecoverable errors. What the bits mean differs by model: see FullBits.
type Full [4]byte

// Info is what a unit says of itself in answer to GS I 65 to 68.
type Info string

// Fence is the echo of a GS ( H with its four characters.
type Fence [4]byte

// Sensor answers GS r 1: the paper sensors, and that the command was reached.
type Sensor byte

// Cleared confirms DLE DC4 8: the buffers are empty.
type Cleared struct{}

func (RealTime) reply() {}
func (ASB) reply()      {}
func (Full) reply()     {}
func (Info) reply()     {}
func (Fence) reply()    {}
func (Sensor) reply()   {}
func (Cleared) reply()  {}

// Heads and masks of replies.
//
// Epson-U220, DLE EOT: xx01 xx10 with bit 7 clear. GS a: the first byte is
// xx01 xx00 with bit 7 clear, the other three have bits 4 and 7 clear. Epson,
// GS ( H <fn 48>: 37 22 d1 d2 d3 d4 00. DLE DC4 <fn 8>: 37 25 00. GS r 1: bits
// 4 and 7 clear. GS I 65 to 68: 5F text 00. KPM300, full status: 10 0F and four
// bytes; bits 0 and 1 of the second byte of an automatic report are never set,
// which tells the two apart. Cashino A2L sets bit 7 of DLE EOT 1 while a paper
// was not torn off.
const (
	realMask  = 0x13
	mask      = 0x93
	isReal    = 0x12
	isASB     = 0x10
	restMask  = 0x90
	frameHead = 0x37
	fenceKind = 0x22
	clearKind = 0x25
	fullKind  = 0x0F
	infoHead  = '_'
	longest   = 80 // characters of an Info; Epson, GS I
)

// Parser makes replies out of the bytes a printer sends, in whatever pieces
// they arrive. A real-time byte or a status report in the midst of another
// reply is told from it by its bits. Bytes that fit nothing are dropped. The
// zero Parser is ready.
//
// The letters of an Info look like other replies, and are returned as those as
// well: whoever asked for an Info must not listen to anything else meanwhile.
type Parser struct {
	asb   []byte // of a report that has begun
	frame []byte // of a 37 frame that has begun
	info  []byte // of an Info that has begun
}

// Feed takes one byte. It returns a reply when the byte completes one.
func (p *Parser) Feed(b byte) (Reply, bool) {
	info, told := p.inform(b)
	r, ok := p.feed(b)
	if _, isFence := r.(Fence); told && !isFence {
		return info, true
	}
	return r, ok
}

// inform gathers an Info beside everything else, so that noise which looks
// like its head hides no other reply.
func (p *Parser) inform(b byte) (Info, bool) {
	switch {
	case b == 0 && len(p.info) > 1:
		r := Info(p.info[1:])
		p.info = p.info[:0]
		return r, true
	case b >= ' ' && b <= '~' && (len(p.info) > 0 || b == infoHead) && len(p.info) <= longest:
		p.info = append(p.info, b)
	case b&mask != isReal:
		p.info = p.info[:0]
	}
	return "", false
}

// feed takes one byte of anything but an Info.
func (p *Parser) feed(b byte) (Reply, bool) {
	if b&realMask == isReal {
		return RealTime(b), true
	}
	if len(p.asb) > 0 {
		if b&restMask == 0 {
			return p.report(b)
		}
		p.asb = p.asb[:0]
	}
	switch {
	case b&mask == isASB:
		p.asb = append(p.asb[:0], b)
		return nil, false
	case b == frameHead:
		p.frame = append(p.frame[:0], b)
		return nil, false
	case len(p.frame) > 0:
		return p.framed(b)
	case b&restMask == 0:
		return Sensor(b), true
	}
	return nil, false
}

// report adds a byte to an automatic or full status report.
func (p *Parser) report(b byte) (Reply, bool) {
	p.asb = append(p.asb, b)
	if p.asb[0] == isASB && p.asb[1] == fullKind {
		if len(p.asb) < 2+len(Full{}) {
			return nil, false
		}
		r := Full(p.asb[2:])
		p.asb = p.asb[:0]
		return r, true
	}
	if len(p.asb) < len(ASB{}) {
		return nil, false
	}
	r := ASB(p.asb)
	p.asb = p.asb[:0]
	return r, true
}

// framed adds a byte to a frame; a byte that does not fit ends it unheard.
func (p *Parser) framed(b byte) (Reply, bool) {
	p.frame = append(p.frame, b)
	n := len(p.frame)
	switch {
	case n == 2 && (b == fenceKind || b == clearKind):
		return nil, false
	case n == 3 && p.frame[1] == clearKind && b == 0:
		p.frame = p.frame[:0]
		return Cleared{}, true
	case n > 2 && n < 7 && p.frame[1] == fenceKind && b >= ' ':
		return nil, false
	case n == 7 && b == 0:
		r := Fence(p.frame[2:6])
		p.frame = p.frame[:0]
		return r, true
	}
	p.frame = p.frame[:0]
	return nil, false
}

// fenceID spells a number in letters that can be neither a real-time byte nor
// the head of a status report, so that an echo survives being interleaved with
// either: A to O have bit 4 clear.
func fenceID(n uint32) [4]byte {
	var id [4]byte
	for i := range id {
		id[i] = 'A' + byte(n%15)
		n /= 15
	}
	return id
}
