//! Rebuilds when what is compiled in changes: the starter content and the migrations.
//! It must never generate code.

fn main() {
    println!("cargo:rerun-if-changed=content");
    println!("cargo:rerun-if-changed=migrations");
}
