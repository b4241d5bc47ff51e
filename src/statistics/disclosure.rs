//! What may be shown: no figure from 1 to k−1, and nothing such a figure could be worked out from.
