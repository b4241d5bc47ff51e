//! Rebuilds when a file that is compiled into the binary changes; decides nothing.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
    println!("cargo:rerun-if-changed=content");
}
