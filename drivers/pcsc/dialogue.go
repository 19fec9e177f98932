package pcsc

import "fmt"

// dialogue speaks ISO/IEC 7816-4 over T=0 and T=1 alike.
type dialogue struct{ t Transmitter }

// longestDialogue bounds how often a card may ask for something else.
const longestDialogue = 4

// send makes a command, with Le 00 where no data goes out, and returns the
// answer without its status words. 61 XX asks for GET RESPONSE, 6C XX for the
// same command with another Le (ISO/IEC 7816-4, status words).
func (d dialogue) send(cla, ins, p1, p2 byte, data []byte) ([]byte, error) {
	command := []byte{cla, ins, p1, p2, byte(len(data))}
	command = append(command, data...)
	var got []byte
	for range longestDialogue {
		r, err := d.t.Transmit(command)
		if err != nil {
			return nil, fmt.Errorf("transmit: %w", err)
		}
		if len(r) < 2 {
			return nil, ErrDamaged
		}
		body, sw1, sw2 := r[:len(r)-2], r[len(r)-2], r[len(r)-1]
		got = append(got, body...)
		switch {
		case sw1 == 0x90 && sw2 == 0x00:
			return got, nil
		case sw1 == 0x61:
			command = []byte{cla, 0xC0, 0x00, 0x00, sw2}
		case sw1 == 0x6C && len(data) == 0:
			command[4] = sw2
		default:
			return nil, fmt.Errorf("%w: status %02X%02X", ErrRefused, sw1, sw2)
		}
	}
	return nil, ErrDamaged
}
