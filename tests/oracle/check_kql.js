// Parses and analyses the queries of `sigscope ioc --format kql` with Microsoft's own parser, against the columns of
// DeviceFileCertificateInfo.
//
// Usage: node check_kql.js FOLDER...   (finds @kusto/language-service-next through NODE_PATH)
// A file text.json beside a kql.kql holds a text that has to be among the query's string literals.
"use strict";
require("@kusto/language-service-next/bridge.js");
require("@kusto/language-service-next/Kusto.Language.Bridge.js");
const fs = require("fs");
const path = require("path");
const { GlobalState, KustoCode, KustoFacts, Symbols } = globalThis.Kusto.Language;

// https://learn.microsoft.com/defender-xdr/advanced-hunting-devicefilecertificateinfo-table
const table = Symbols.TableSymbol.From(`(
    Timestamp: datetime, DeviceId: string, DeviceName: string, SHA1: string, IsSigned: bool, SignatureType: string,
    Signer: string, SignerHash: string, Issuer: string, IssuerHash: string, CertificateSerialNumber: string,
    CrlDistributionPointUrls: string, CertificateCreationTime: datetime, CertificateExpirationTime: datetime,
    CertificateCountersignatureTime: datetime, IsTrusted: bool, IsRootSignerMicrosoft: bool, ReportId: long
)`).WithName("DeviceFileCertificateInfo");
const globals = GlobalState.Default.WithDatabase(new Symbols.DatabaseSymbol.$ctor1("hunting", [table]));

function problems(query) {
  const diagnostics = KustoCode.ParseAndAnalyze(query, globals).GetDiagnostics();
  const found = [];
  for (let index = 0; index < diagnostics.Count; index += 1) {
    const one = diagnostics.getItem(index);
    found.push(`${one.Severity} at ${one.Start}: ${one.Message}`);
  }
  return found;
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

// The check itself has to see a wrong column and a wrong table.
for (const wrong of ['DeviceFileCertificateInfo | where SignerSha256 == "a"', "DeviceFileCertificates | take 1"]) {
  if (problems(wrong).length === 0) fail(`nothing is found wrong with: ${wrong}`);
}

for (const folder of process.argv.slice(2)) {
  const query = fs.readFileSync(path.join(folder, "kql.kql"), "utf8");
  const found = problems(query);
  if (found.length > 0) fail(`${folder}: ${found.join("; ")}\n${query}`);
  const literals = (query.match(/"(?:[^"\\]|\\.)*"/g) || []).map((literal) => KustoFacts.GetStringLiteralValue(literal));
  const beside = path.join(folder, "text.json");
  if (fs.existsSync(beside)) {
    const text = JSON.parse(fs.readFileSync(beside, "utf8"));
    if (!literals.includes(text)) fail(`${folder}: ${JSON.stringify(text)} is not in ${JSON.stringify(literals)}`);
  }
  console.log(`${path.basename(folder)}: kql, ${literals.length} literals`);
}
