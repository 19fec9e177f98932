// Package idnum checks the numbers on identity documents: their form, their
// check digit, and what they say about their holder.
//
// It refuses to decide whether a document is genuine or whose it is, knows no
// list of counties because they change while cards stay, and never puts a
// number into an error.
//
// # Documents
//
//   - GB 11643-1999, citizen identification number; ISO/IEC 7064, MOD 11-2
//   - GB/T 2260, the two leading digits
//   - CredentialKit, ForeignerPermanentResidenceIdProcessor.java: the numbers
//     of foreigners' cards, of 2017 and of 2023
package idnum

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Errors of every check here.
var (
	ErrForm     = errors.New("wrong length or character") // not a number of this kind at all
	ErrDivision = errors.New("no such province")          // the digits that name it
	ErrBirth    = errors.New("no such date of birth")
	ErrCheck    = errors.New("check digit does not match") // misread or mistyped
)

// Facts is what a number says about its holder.
type Facts struct {
	Birth time.Time // midnight UTC of the day
	Male  bool
}

// Normalise puts a typed number into the form the checks expect: no spaces,
// capital letters.
func Normalise(typed string) string {
	return strings.ToUpper(strings.Join(strings.Fields(typed), ""))
}

// Citizen checks an 18-digit citizen number: 6 digits of division, 8 of birth,
// 3 of sequence whose last is odd for men, 1 check digit (GB 11643-1999).
// Holders of residence permits for Hong Kong, Macao and Taiwan have the same.
func Citizen(number string) (Facts, error) {
	if len(number) != 18 || !digits(number[:17]) {
		return Facts{}, fmt.Errorf("idnum: citizen number: %w", ErrForm)
	}
	if !province(number[:2]) {
		return Facts{}, fmt.Errorf("idnum: citizen number: %w", ErrDivision)
	}
	birth, err := time.Parse("20060102", number[6:14])
	if err != nil {
		return Facts{}, fmt.Errorf("idnum: citizen number: %w", ErrBirth)
	}
	if number[17] != mod11(number[:17]) {
		return Facts{}, fmt.Errorf("idnum: citizen number: %w", ErrCheck)
	}
	return Facts{Birth: birth, Male: odd(number[16])}, nil
}

// Upgrade turns a 15-digit citizen number of before 1999 into its 18-digit
// form: the century 19 goes in front of the birth, a check digit to the end.
func Upgrade(old string) (string, error) {
	if len(old) != 15 || !digits(old) {
		return "", fmt.Errorf("idnum: old citizen number: %w", ErrForm)
	}
	number := old[:6] + "19" + old[6:]
	number += string(mod11(number))
	if _, err := Citizen(number); err != nil {
		return "", err
	}
	return number, nil
}

// Foreigner2023 checks the 18 digits of a foreigner's card of the layout of
// 2023: 9, province (2), country (3), birth (8), sequence (3), check digit.
func Foreigner2023(number string) (Facts, error) {
	if len(number) != 18 || number[0] != '9' || !digits(number[:17]) {
		return Facts{}, fmt.Errorf("idnum: foreigner's number: %w", ErrForm)
	}
	if !province(number[1:3]) {
		return Facts{}, fmt.Errorf("idnum: foreigner's number: %w", ErrDivision)
	}
	birth, err := time.Parse("20060102", number[6:14])
	if err != nil {
		return Facts{}, fmt.Errorf("idnum: foreigner's number: %w", ErrBirth)
	}
	if number[17] != mod11(number[:17]) {
		return Facts{}, fmt.Errorf("idnum: foreigner's number: %w", ErrCheck)
	}
	return Facts{Birth: birth, Male: odd(number[16])}, nil
}

// Foreigner2017 checks the 15 characters of a foreigner's card of the layout
// of 2017: country (3 letters), division (4), birth as YYMMDD (6), sequence
// (1), check digit by the weights 7 3 1 as in passports. The century of the
// birth is not in it.
func Foreigner2017(number string) error {
	if len(number) != 15 || !letters(number[:3]) || !digits(number[3:]) {
		return fmt.Errorf("idnum: foreigner's number: %w", ErrForm)
	}
	if !province(number[3:5]) {
		return fmt.Errorf("idnum: foreigner's number: %w", ErrDivision)
	}
	if _, err := time.Parse("060102", number[7:13]); err != nil {
		return fmt.Errorf("idnum: foreigner's number: %w", ErrBirth)
	}
	if number[14] != mod10(number[:14]) {
		return fmt.Errorf("idnum: foreigner's number: %w", ErrCheck)
	}
	return nil
}

// Pass checks the form of a pass number on a residence permit: H or M and 8
// digits for Hong Kong and Macao, 8 digits for Taiwan. It has no check digit.
func Pass(number string) error {
	tail := strings.TrimLeft(number, "HM")
	if len(number)-len(tail) > 1 || len(tail) != 8 || !digits(tail) {
		return fmt.Errorf("idnum: pass number: %w", ErrForm)
	}
	return nil
}

// mod11 is the check digit of ISO/IEC 7064, MOD 11-2, over 17 digits.
func mod11(number string) byte {
	weights := [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += w * int(number[i]-'0')
	}
	return "10X98765432"[sum%11]
}

// mod10 is the check digit with weights 7 3 1 and letters from A = 10.
func mod10(number string) byte {
	weights := [3]int{7, 3, 1}
	sum := 0
	for i := range len(number) {
		value := int(number[i] - '0')
		if number[i] >= 'A' {
			value = int(number[i]-'A') + 10
		}
		sum += weights[i%3] * value
	}
	return byte('0' + sum%10)
}

// province reports whether two digits name a province (GB/T 2260).
func province(two string) bool { return Province(two) != "" }

func digits(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0
}

func letters(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < 'A' || r > 'Z' }) < 0
}

func odd(digit byte) bool { return (digit-'0')%2 == 1 }
