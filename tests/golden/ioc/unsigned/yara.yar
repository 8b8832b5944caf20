// sigscope 0.1.0, 2026-11-23T00:00:00Z
import "hash"

rule sigscope_file_8b06c2d5f46ab177
{
    meta:
        description = "This very file"
        date = "2026-11-23"
        generator = "sigscope 0.1.0"
        hash = "8b06c2d5f46ab17746edf2aac570edeadd1e15658d07c7582bc01d7fb5583e5b"
    condition:
        hash.sha256(0, filesize) == "8b06c2d5f46ab17746edf2aac570edeadd1e15658d07c7582bc01d7fb5583e5b"
}
