//! CheckSum of the optional header: a folded sum of 16-bit words plus the length of the file.

/// A running checksum over a file that is fed in order, in pieces of even length but for the last.
#[derive(Debug, Clone, Default)]
pub(super) struct Checksum {
    sum: u64,
    length: u64,
}

impl Checksum {
    pub(super) fn update(&mut self, bytes: &[u8]) {
        // 2^16 is 1 modulo 65535, so that words may be summed four bytes at a time and folded at the end. A sum of
        // 2^32 words fits in 64 bits, and it is folded after each piece.
        let (words, rest) = bytes.as_chunks::<4>();
        let sum = words.iter().fold(0u64, |sum, word| sum.wrapping_add(u32::from_le_bytes(*word).into()));
        let mut last = [0; 4];
        for (to, from) in last.iter_mut().zip(rest) {
            *to = *from;
        }
        let sum = sum.wrapping_add(u32::from_le_bytes(last).into());
        self.sum = u64::from(fold(sum)).wrapping_add(self.sum);
        self.length = self.length.wrapping_add(bytes.len() as u64);
    }

    /// The checksum, with the four bytes of the field at `field_offset` taken as zero.
    pub(super) fn finish(&self, field_offset: u64, field: u32) -> u32 {
        let mut sum = self.sum;
        for (index, byte) in field.to_le_bytes().into_iter().enumerate() {
            // A byte at an odd offset is the high half of its word.
            let odd = field_offset.wrapping_add(index as u64) % 2 == 1;
            let word = if odd { u64::from(byte) << 8 } else { u64::from(byte) };
            // Modulo 65535 this takes the word away.
            sum = sum.wrapping_add(0xffff_u64.wrapping_sub(word));
        }
        #[expect(clippy::cast_possible_truncation, reason = "the file size is added modulo 2^32")]
        let length = self.length as u32;
        u32::from(fold(sum)).wrapping_add(length)
    }
}

fn fold(sum: u64) -> u16 {
    let mut sum = sum;
    while sum > 0xffff {
        sum = (sum & 0xffff).wrapping_add(sum >> 16);
    }
    u16::try_from(sum).unwrap_or(u16::MAX)
}
