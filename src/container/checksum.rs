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
        // 2^32 words fits in 64 bits, and it is folded after each piece. Low and high halves of eight bytes have a sum
        // each: that is what processors add fastest.
        let (words, rest) = bytes.as_chunks::<8>();
        let (low, high) = words.iter().map(|word| u64::from_le_bytes(*word)).fold((0u64, 0u64), |(low, high), word| {
            (low.wrapping_add(word & 0xffff_ffff), high.wrapping_add(word >> 32))
        });
        let mut last = [0; 8];
        for (to, from) in last.iter_mut().zip(rest) {
            *to = *from;
        }
        let last = u64::from_le_bytes(last);
        let ends = (last & 0xffff_ffff).wrapping_add(last >> 32);
        let sum = low.wrapping_add(high).wrapping_add(ends);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn checksum(pieces: &[&[u8]], field_offset: u64, field: u32) -> u32 {
        let mut checksum = Checksum::default();
        for piece in pieces {
            checksum.update(piece);
        }
        checksum.finish(field_offset, field)
    }

    #[test]
    fn words_are_summed_with_the_carry_and_the_length_added() {
        assert_eq!(checksum(&[&[0x01, 0x00, 0x02, 0x00]], 0, 0), 3 + 4);
        assert_eq!(checksum(&[&[0xff, 0xff, 0x02, 0x00]], 0, 0), 2 + 4);
        // A last odd byte is the low half of a word.
        assert_eq!(checksum(&[&[0x01, 0x00, 0x02, 0x00, 0x07]], 0, 0), 10 + 5);
        assert_eq!(checksum(&[&[0x01, 0x00], &[0x02, 0x00, 0x07]], 0, 0), 10 + 5);
    }

    #[test]
    fn field_counts_as_zero_at_even_and_odd_offsets() {
        for offset in [0, 1, 2, 5, 8] {
            let mut with = *b"some words more";
            let mut without = with;
            with[offset..offset + 4].copy_from_slice(&0xf00d_cafeu32.to_le_bytes());
            without[offset..offset + 4].fill(0);
            assert_eq!(checksum(&[&with], offset as u64, 0xf00d_cafe), checksum(&[&without], offset as u64, 0));
        }
    }
}
