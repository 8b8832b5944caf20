//! A policy of Windows Defender Application Control (App Control for Business) that denies: to be merged, in audit mode.
//!
//! A certificate is denied by the hash of its TBSCertificate, made with the algorithm of its issuer's signature; a
//! subscriber of Trusted Signing by the CA below the root together with the durable identity as an extended key usage,
//! which covers every future leaf; a file by its image digest. Elements by the policy schema,
//! <https://learn.microsoft.com/windows/security/application-security/application-control/app-control-for-business/design/select-types-of-rules-to-create>.

use super::{GENERATOR, RenderOptions};
use crate::ioc::basket::{Basket, Entry};
use crate::ioc::kind::{Kind, Party};
use crate::ioc::oid::encode_oid;
use crate::ioc::picked::{self, file_name};
use crate::ioc::spelling::wdac_eku;
use crate::ioc::uuid::uuid;
use crate::ioc::value::{algorithm_label, visible};
use crate::model::CertificateFacts;
use crate::verify::signed_tbs_hash;

/// Windows' identifier of the platform, the same in every policy.
const PLATFORM: &str = "{2E07F7E4-194C-4D20-B7C9-6F44A6C5A234}";

/// The policy: allow all, deny what was picked, audit only.
pub(super) fn render(basket: &Basket, options: &RenderOptions) -> String {
    let mut policy = Policy::default();
    for certificate in picked::certificates(basket) {
        if certificate.is_named() && matches!(certificate.party, Party::Leaf | Party::Issuer) {
            policy.certificate(certificate.facts());
        }
    }
    for entry in basket.entries() {
        match entry.value.kind() {
            Kind::DurableIdentity => policy.identity(basket, entry),
            Kind::Authentihash => policy.file(basket, entry),
            // What is no PE image is denied by the hash of the whole file.
            Kind::FileHash if basket.first_file(entry).is_some_and(|file| !file.format.is_pe()) => {
                policy.file(basket, entry);
            }
            _ => {}
        }
    }
    policy.write(options)
}

/// Elements of the policy.
#[derive(Default)]
struct Policy {
    usages: Vec<String>,
    files: Vec<(String, String)>,
    signers: Vec<(String, String)>,
    notes: Vec<String>,
}

impl Policy {
    fn certificate(&mut self, facts: &CertificateFacts) {
        let name = facts.display_name();
        match signed_tbs_hash(facts) {
            Some((_, hash)) => {
                let short: String = facts.sha256.to_string().chars().take(16).collect();
                let id = format!("ID_SIGNER_D_{}", short.to_ascii_uppercase());
                self.signer(&id, name, &hex::encode_upper(&hash.0), "");
            }
            None => self.notes.push(format!("no TBS hash at hand for the certificate of {name}")),
        }
    }

    fn signer(&mut self, id: &str, name: &str, tbs: &str, more: &str) {
        let element = format!(
            "    <Signer ID=\"{id}\" Name=\"{}\">\n      <CertRoot Type=\"TBS\" Value=\"{tbs}\" />\n{more}    </Signer>\n",
            attribute(name)
        );
        if !self.signers.iter().any(|(known, _)| known == id) {
            self.signers.push((id.to_owned(), element));
        }
    }

    /// Denies a subscriber: certificates below the CA under the root that have its durable identity.
    fn identity(&mut self, basket: &Basket, entry: &Entry) {
        let identity = &entry.value.text;
        let authority = subscriber_authority(basket, entry).and_then(|facts| Some((facts, signed_tbs_hash(facts)?)));
        let usage = encode_oid(identity).as_deref().and_then(wdac_eku);
        let (Some((facts, (_, hash))), Some(usage)) = (authority, usage) else {
            self.notes.push(format!("no CA at hand whose TBS hash could hold the durable identity {identity}"));
            return;
        };
        let arcs = identity.strip_prefix("1.3.6.1.4.1.311.").unwrap_or(identity).replace('.', "_");
        // `ID_EKU_[A-Z][_A-Z0-9]*` by the schema of policies.
        let eku = format!("ID_EKU_D_{arcs}");
        let element =
            format!("    <EKU ID=\"{eku}\" FriendlyName=\"durable identity {identity}\" Value=\"{usage}\" />\n");
        if !self.usages.contains(&element) {
            self.usages.push(element);
        }
        let more = format!("      <CertEKU ID=\"{eku}\" />\n");
        let name = format!("{}, durable identity {identity}", facts.display_name());
        self.signer(&format!("ID_SIGNER_D_{arcs}"), &name, &hex::encode_upper(&hash.0), &more);
    }

    fn file(&mut self, basket: &Basket, entry: &Entry) {
        let Some(algorithm) = entry.value.id.algorithm else { return };
        let hash = entry.value.text.to_ascii_uppercase();
        let short: String = hash.chars().take(16).collect();
        let id = format!("ID_DENY_D_{short}_{}", algorithm_label(algorithm).replace('-', ""));
        let name = basket.first_file(entry).map(file_name).unwrap_or_default();
        let element = format!(
            "    <Deny ID=\"{id}\" FriendlyName=\"{} {} {}\" Hash=\"{hash}\" />\n",
            attribute(name),
            entry.value.kind().label(),
            algorithm_label(algorithm)
        );
        if !self.files.iter().any(|(known, _)| *known == id) {
            self.files.push((id, element));
        }
    }

    fn write(self, options: &RenderOptions) -> String {
        let content: Vec<&str> = self.signers.iter().chain(&self.files).map(|(_, element)| element.as_str()).collect();
        let id = uuid(&format!("wdac\0{}", content.concat())).hyphenated().to_string().to_ascii_uppercase();
        let join = |elements: &[(String, String)]| -> String {
            elements.iter().map(|(_, element)| element.as_str()).collect()
        };
        let denied: String =
            self.signers.iter().map(|(id, _)| format!("          <DeniedSigner SignerId=\"{id}\" />\n")).collect();
        let denied = if denied.is_empty() {
            String::new()
        } else {
            format!("        <DeniedSigners>\n{denied}        </DeniedSigners>\n")
        };
        let references: String = ["ID_ALLOW_A_1"]
            .into_iter()
            .chain(self.files.iter().map(|(id, _)| id.as_str()))
            .map(|id| format!("          <FileRuleRef RuleID=\"{id}\" />\n"))
            .collect();
        let scenario = |value: u32, id: &str, name: &str| {
            format!(
                "    <SigningScenario Value=\"{value}\" ID=\"{id}\" FriendlyName=\"{name}\">\n      <ProductSigners>\n\
                 {denied}        <FileRulesRef>\n{references}        </FileRulesRef>\n      </ProductSigners>\n    \
                 </SigningScenario>\n"
            )
        };
        let notes: String = self.notes.iter().map(|note| format!("<!-- {} -->\n", comment(note))).collect();
        format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
             <!-- {GENERATOR}, {}: denies what was picked, allows all else, audits only. Review before you merge it. -->\n\
             {notes}\
             <SiPolicy xmlns=\"urn:schemas-microsoft-com:sipolicy\" PolicyType=\"Base Policy\">\n  \
             <VersionEx>10.0.0.0</VersionEx>\n  \
             <PlatformID>{PLATFORM}</PlatformID>\n  \
             <PolicyID>{{{id}}}</PolicyID>\n  \
             <BasePolicyID>{{{id}}}</BasePolicyID>\n  \
             <Rules>\n{}  </Rules>\n  \
             <EKUs>\n{}  </EKUs>\n  \
             <FileRules>\n    <Allow ID=\"ID_ALLOW_A_1\" FriendlyName=\"allow all\" FileName=\"*\" />\n{}  </FileRules>\n  \
             <Signers>\n{}  </Signers>\n  \
             <SigningScenarios>\n{}{}  </SigningScenarios>\n  \
             <UpdatePolicySigners />\n  <CiSigners />\n  <HvciOptions>0</HvciOptions>\n\
             </SiPolicy>\n",
            options.at,
            ["Enabled:Unsigned System Integrity Policy", "Enabled:Audit Mode", "Enabled:UMCI"]
                .map(|option| format!("    <Rule>\n      <Option>{option}</Option>\n    </Rule>\n"))
                .concat(),
            self.usages.concat(),
            join(&self.files),
            join(&self.signers),
            scenario(131, "ID_SIGNINGSCENARIO_DRIVERS", "kernel mode"),
            scenario(12, "ID_SIGNINGSCENARIO_WINDOWS", "user mode"),
        )
    }
}

/// The last certificate of the signer's chain that is not its own issuer: the CA below the root, which the issuing CAs
/// of a service have in common.
fn subscriber_authority<'a>(basket: &'a Basket, entry: &Entry) -> Option<&'a CertificateFacts> {
    let file = basket.first_file(entry)?;
    let signature = file.signatures.get(entry.value.origin.signature?)?;
    let above = signature.chain.iter().skip(1).rev().filter_map(|thumbprint| basket.find_certificate(*thumbprint));
    above.map(|certificate| certificate.facts.as_ref()).find(|facts| !facts.self_issued)
}

/// The value of an attribute in double quotes, hostile characters made visible (XML has no way to state them).
fn attribute(text: &str) -> String {
    visible(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The text of a comment, in which two hyphens must not meet.
fn comment(text: &str) -> String {
    let mut text = visible(text);
    while text.contains("--") {
        text = text.replace("--", "- -");
    }
    text
}
