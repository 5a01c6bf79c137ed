use std::fs::{read, read_dir};

#[test]
fn honest_documents_come_back_byte_for_byte() {
    let mut documents: Vec<String> = read_dir(crate::root().join("fixtures/untouched"))
        .unwrap()
        .map(|entry| format!("fixtures/untouched/{}", entry.unwrap().file_name().to_str().unwrap()))
        .collect();
    documents.sort();
    assert!(documents.len() >= 12, "only {documents:?}");
    let mut touched = Vec::new();
    for document in &documents {
        let output = crate::unspin(&["fix", document]);
        assert!(output.status.success(), "{document}: {}", String::from_utf8_lossy(&output.stderr));
        if output.stdout != read(crate::root().join(document)).unwrap() {
            touched.push(document);
        }
    }
    assert!(touched.is_empty(), "changed: {touched:?}; see `unspin fix --diff` on each");
}
