package sign

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"math/big"
)

// Names of types and algorithms: RFC 5652 (CMS), 5035 (the certificate among
// the signed attributes), 5754 (SHA-256 with RSA and ECDSA).
var (
	idData        = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	idSignedData  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	idContentType = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}
	idDigest      = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}
	idCertificate = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47}
	idSHA256      = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}
	idRSA         = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 11}
	idECDSA       = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}
)

// contentInfo and what it holds: RFC 5652, sections 3 and 5.
type contentInfo struct {
	Type    asn1.ObjectIdentifier
	Content signedData `asn1:"explicit,tag:0"`
}

type signedData struct {
	Version      int
	Digests      []pkix.AlgorithmIdentifier `asn1:"set"`
	Content      contentType                // without the content: it is the document
	Certificates asn1.RawValue
	Signers      []signerInfo `asn1:"set"`
}

type contentType struct{ Type asn1.ObjectIdentifier }

type signerInfo struct {
	Version    int
	Issuer     issuerAndSerial
	Digest     pkix.AlgorithmIdentifier
	Attributes asn1.RawValue
	Algorithm  pkix.AlgorithmIdentifier
	Signature  []byte
}

type issuerAndSerial struct {
	Issuer asn1.RawValue
	Serial *big.Int
}

type attribute struct {
	Type   asn1.ObjectIdentifier
	Values []any `asn1:"set"`
}

// signingCertificate names the signer's certificate by its SHA-256, so that
// another one with the same key cannot take its place: RFC 5035, section 3.
type signingCertificate struct{ Certificates []certificateID }

type certificateID struct{ Hash []byte }

// message is the detached CMS message over a document's digest (EN 319 142-1,
// 6.3, level B-B). It has no signing time: that stands in the document.
func (k Key) message(digest []byte) ([]byte, error) {
	own := k.Chain[0]
	hash := sha256.Sum256(own.Raw)
	attributes, err := asn1.MarshalWithParams([]attribute{
		{idContentType, []any{idData}},
		{idDigest, []any{digest}},
		{idCertificate, []any{signingCertificate{[]certificateID{{hash[:]}}}}},
	}, "set")
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	signature, err := k.sign(attributes)
	if err != nil {
		return nil, err
	}
	// Signed as a set, written under tag 0: RFC 5652, section 5.4.
	attributes[0] = 0xA0
	sha := pkix.AlgorithmIdentifier{Algorithm: idSHA256}
	var certificates []byte
	for _, c := range k.Chain {
		certificates = append(certificates, c.Raw...)
	}
	message, err := asn1.Marshal(contentInfo{idSignedData, signedData{
		Version: 1, Digests: []pkix.AlgorithmIdentifier{sha}, Content: contentType{idData},
		Certificates: asn1.RawValue{Class: asn1.ClassContextSpecific, IsCompound: true, Bytes: certificates},
		Signers: []signerInfo{{
			Version: 1, Issuer: issuerAndSerial{asn1.RawValue{FullBytes: own.RawIssuer}, own.SerialNumber},
			Digest: sha, Attributes: asn1.RawValue{FullBytes: attributes}, Algorithm: k.algorithm(), Signature: signature,
		}},
	}})
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	return message, nil
}

// algorithm names how the key signs.
func (k Key) algorithm() pkix.AlgorithmIdentifier {
	if _, ok := k.Signer.Public().(*rsa.PublicKey); ok {
		return pkix.AlgorithmIdentifier{Algorithm: idRSA, Parameters: asn1.NullRawValue}
	}
	return pkix.AlgorithmIdentifier{Algorithm: idECDSA}
}

// sign signs with the key. An ECDSA key in memory needs no chance (RFC 6979):
// the same words give the same signature. A key in a device may ask for some.
func (k Key) sign(words []byte) ([]byte, error) {
	chance := rand.Reader
	if _, ok := k.Signer.(*ecdsa.PrivateKey); ok {
		chance = nil
	}
	sum := sha256.Sum256(words)
	signature, err := k.Signer.Sign(chance, sum[:], crypto.SHA256)
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	return signature, nil
}
