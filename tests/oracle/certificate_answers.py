#!/usr/bin/env python3
"""Writes what pyca/cryptography says of certificates, one row each, to tests/integration/certificate_answers.csv.

Usage: certificate_answers.py FOLDER...

Each folder holds certificates as DER files (*.der): the built-in roots, and those out of the corpus. The test
tests/integration/certificates.rs compares its own reading with the rows. Needs cryptography 45 or newer, which reads
the post-quantum keys too.
"""

import csv
import hashlib
import pathlib
import sys
import warnings

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

warnings.simplefilter("ignore")  # negative serial numbers and the like are what we are after

NAMES = {
    NameOID.EMAIL_ADDRESS: "emailAddress",
    NameOID.SERIAL_NUMBER: "serialNumber",
    NameOID.ORGANIZATION_IDENTIFIER: "organizationIdentifier",
    NameOID.BUSINESS_CATEGORY: "businessCategory",
    NameOID.POSTAL_CODE: "postalCode",
    NameOID.JURISDICTION_COUNTRY_NAME: "jurisdictionCountryName",
    NameOID.JURISDICTION_LOCALITY_NAME: "jurisdictionLocalityName",
    NameOID.JURISDICTION_STATE_OR_PROVINCE_NAME: "jurisdictionStateOrProvinceName",
}
USAGES = {
    "digital_signature": "digitalSignature",
    "content_commitment": "nonRepudiation",
    "key_encipherment": "keyEncipherment",
    "data_encipherment": "dataEncipherment",
    "key_agreement": "keyAgreement",
    "key_cert_sign": "keyCertSign",
    "crl_sign": "cRLSign",
}
CURVES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}
COLUMNS = (
    "sha256 serial not_before not_after key exponent signature_algorithm subject issuer eku policies "
    "basic_constraints key_usage subject_key_id authority_key_id crl ocsp ca_issuers extensions"
).split()


def key_of(certificate):
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA {key.key_size}", f"{key.public_numbers().e:x}"
    if isinstance(key, ec.EllipticCurvePublicKey):
        return f"EC {CURVES.get(key.curve.name, key.curve.name)} {key.key_size}", ""
    return "other", ""


def row(der):
    certificate = x509.load_der_x509_certificate(der)
    names = {"subject": certificate.subject, "issuer": certificate.issuer}
    answer = {name: value.rfc4514_string(NAMES) for name, value in names.items()}
    if answer["issuer"] == answer["subject"]:
        answer["issuer"] = "="
    answer["sha256"] = hashlib.sha256(der).hexdigest()
    serial = certificate.serial_number
    length = (serial if serial >= 0 else serial + 1).bit_length() // 8 + 1
    answer["serial"] = serial.to_bytes(length, "big", signed=True).hex()
    answer["not_before"] = certificate.not_valid_before_utc.strftime("%Y-%m-%dT%H:%M:%SZ")
    answer["not_after"] = certificate.not_valid_after_utc.strftime("%Y-%m-%dT%H:%M:%SZ")
    answer["key"], answer["exponent"] = key_of(certificate)
    answer["signature_algorithm"] = certificate.signature_algorithm_oid.dotted_string
    try:
        extensions = certificate.extensions
    except ValueError:  # four roots have a user notice that cryptography refuses
        return answer | {"extensions": "unreadable"}

    def find(kind):
        try:
            return extensions.get_extension_for_class(kind).value
        except x509.ExtensionNotFound:
            return None

    answer["extensions"] = " ".join(e.oid.dotted_string + ("!" if e.critical else "") for e in extensions)
    answer["eku"] = " ".join(oid.dotted_string for oid in find(x509.ExtendedKeyUsage) or [])
    policies = find(x509.CertificatePolicies) or []
    answer["policies"] = " ".join(policy.policy_identifier.dotted_string for policy in policies)
    if constraints := find(x509.BasicConstraints):
        length = "" if constraints.path_length is None else f" {constraints.path_length}"
        answer["basic_constraints"] = ("CA" if constraints.ca else "end") + length
    if usage := find(x509.KeyUsage):
        answer["key_usage"] = " ".join(name for flag, name in USAGES.items() if getattr(usage, flag)) or "none"
    if identifier := find(x509.SubjectKeyIdentifier):
        answer["subject_key_id"] = identifier.digest.hex()
    if (identifier := find(x509.AuthorityKeyIdentifier)) and identifier.key_identifier is not None:
        answer["authority_key_id"] = identifier.key_identifier.hex()
    points = find(x509.CRLDistributionPoints) or []
    answer["crl"] = urls(name for point in points for name in point.full_name or [])
    access = find(x509.AuthorityInformationAccess) or []
    for column, method in (
        ("ocsp", AuthorityInformationAccessOID.OCSP),
        ("ca_issuers", AuthorityInformationAccessOID.CA_ISSUERS),
    ):
        answer[column] = urls(item.access_location for item in access if item.access_method == method)
    return answer


def urls(names):
    return "\t".join(name.value for name in names if isinstance(name, x509.UniformResourceIdentifier))


def main():
    ders = {path.read_bytes() for folder in sys.argv[1:] for path in pathlib.Path(folder).glob("*.der")}
    rows = sorted((row(der) for der in ders), key=lambda answer: answer["sha256"])
    target = pathlib.Path(__file__).parent.parent / "integration" / "certificate_answers.csv"
    with target.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{len(rows)} certificates")


main()
