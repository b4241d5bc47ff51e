//! Exact linear algebra: what follows from sums, and every count of people among it.

/// Arithmetic modulo a prime: what follows over the rational numbers follows here too.
const PRIME: u64 = 2_147_483_647;

/// Small and repeatable.
pub struct Random(pub u64);

impl Random {
    /// From 0 to one below.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % end as u64).unwrap()
    }
}

/// What the attacker knows: sums over kinds of people, as rows of ones and zeros, in echelon form.
pub struct Attack {
    /// The truth, by kind of people.
    counts: Vec<u64>,
    k: u64,
    rows: Vec<(usize, Vec<u64>)>,
}

impl Attack {
    pub fn new(counts: Vec<u64>, k: u64) -> Self {
        Self {
            counts,
            k,
            rows: Vec::new(),
        }
    }

    /// A sum is shown.
    pub fn learn(&mut self, sum: Vec<bool>) {
        self.learn_weights(sum.into_iter().map(u64::from).collect());
    }

    /// A sum is shown to which each of a kind adds so many.
    pub fn learn_weights(&mut self, mut row: Vec<u64>) {
        for (pivot, known) in &self.rows {
            let factor = row[*pivot];
            subtract(&mut row, known, factor);
        }
        let Some(pivot) = row.iter().position(|value| *value != 0) else {
            return;
        };
        let inverse = power(row[pivot], PRIME - 2);
        row.iter_mut()
            .for_each(|value| *value = *value * inverse % PRIME);
        for (_, known) in &mut self.rows {
            let factor = known[pivot];
            subtract(known, &row, factor);
        }
        self.rows.push((pivot, row));
    }

    /// The least count from 1 to k−1 that follows.
    pub fn least(mut self) -> Option<u64> {
        self.rows.sort();
        let mut least = None;
        let mut sum = vec![0; self.counts.len()];
        self.go(0, 0, 0, &mut sum, &mut least);
        least
    }

    /// Every set of kinds that follows is one choice of the pivots; whatever lies before the next
    /// pivot is settled by then.
    fn go(&self, at: usize, from: usize, people: u64, sum: &mut Vec<u64>, least: &mut Option<u64>) {
        let end = self
            .rows
            .get(at)
            .map_or(self.counts.len(), |(pivot, _)| *pivot);
        let mut people = people;
        for (taken, count) in sum[from..end].iter().zip(&self.counts[from..end]) {
            match taken {
                0 => {}
                1 => people += count,
                _ => return,
            }
        }
        if people >= self.k {
            return;
        }
        let Some((_, row)) = self.rows.get(at) else {
            if people > 0 {
                *least = Some(least.map_or(people, |least: u64| least.min(people)));
            }
            return;
        };
        self.go(at + 1, end, people, sum, least);
        let mut with: Vec<u64> = sum.iter().zip(row).map(|(a, b)| (a + b) % PRIME).collect();
        self.go(at + 1, end, people, &mut with, least);
    }
}

fn subtract(row: &mut [u64], other: &[u64], factor: u64) {
    for (value, other) in row.iter_mut().zip(other) {
        *value = (*value + PRIME - factor * other % PRIME) % PRIME;
    }
}

fn power(mut base: u64, mut exponent: u64) -> u64 {
    let mut result = 1;
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = result * base % PRIME;
        }
        base = base * base % PRIME;
        exponent >>= 1;
    }
    result
}
