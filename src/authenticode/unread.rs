//! Bytes of a SignedData that no field of ours reads: room for data that no digest covers.
//!
//! Two kinds: elements where the ASN.1 has ended, each of them a defect as well, and fields that ASN.1 allows and
//! Authenticode leaves empty (other choices of certificates, CRLs, parameters of digest algorithms).

use crate::asn1::{Element, Reader, Tag};
use crate::model::{Defect, Location, Stage};

/// Where such bytes lie, in the order found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unread(Vec<Location>);

impl Unread {
    /// Adds an element that ASN.1 allows and nobody reads.
    pub fn add(&mut self, element: Element<'_>) {
        self.0.push(element.location());
    }

    /// Adds an element that should not be there, and the defect.
    pub fn refuse(&mut self, element: Element<'_>, expected: &str, stage: Stage, defects: &mut Vec<Defect>) {
        self.0.push(element.location());
        defects.push(Defect::new(stage, element.offset, expected, element.tag.to_string()));
    }

    /// Adds what is left where `frame` should end, and the defect; nothing when everything was read.
    pub fn refuse_rest(&mut self, fields: &Reader<'_>, frame: &str, stage: Stage, defects: &mut Vec<Defect>) {
        if let Some(error) = fields.leftover(frame) {
            self.0.push(fields.rest_location());
            defects.push(Defect::new(stage, error.offset, error.expected, error.found));
        }
    }

    /// Looks at the AlgorithmIdentifier of a digest: parameters other than NULL are unread, anything more is refused.
    pub fn add_algorithm(&mut self, identifier: &Element<'_>, stage: Stage, defects: &mut Vec<Defect>) {
        if !identifier.is(Tag::SEQUENCE) {
            self.refuse(*identifier, "an AlgorithmIdentifier", stage, defects);
            return;
        }
        let mut fields = identifier.reader();
        // An algorithm that cannot be read is a matter of whoever needs it.
        let Ok(Some(_)) = fields.next_element() else { return };
        if let Ok(Some(parameters)) = fields.next_element()
            && !(parameters.is(Tag::NULL) && parameters.contents.is_empty())
        {
            self.add(parameters);
        }
        self.refuse_rest(&fields, "AlgorithmIdentifier", stage, defects);
    }

    /// Gives the ranges.
    pub fn into_locations(self) -> Vec<Location> {
        self.0
    }
}
