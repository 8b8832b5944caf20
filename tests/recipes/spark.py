#!/usr/bin/env python3
"""Scans a folder with sigscope as the mapper of a Spark job, and shows the result as a table.

    python3 tests/recipes/spark.py FOLDER SCAN.ndjson [--sigscope PROGRAM] [--partitions N] [--check]

On one machine it runs in local mode (`pip install pyspark`, Java 17). With spark-submit on a cluster FOLDER is one that all workers see,
and the program is on each of them. Afterwards `sigscope --from SCAN.ndjson` opens the scan in the workbench.
"""
import argparse, json, os, shlex, subprocess, sys

from pyspark.sql import SparkSession, functions as f


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    parser.add_argument("scan")
    parser.add_argument("--sigscope", default="sigscope")
    parser.add_argument("--partitions", type=int, default=8)
    parser.add_argument("--check", action="store_true", help="compare with a scan by one process")
    arguments = parser.parse_args()
    spark = SparkSession.builder.appName("sigscope").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")

    # A mapper reads paths and writes one record a file. RDD.pipe ends each path with a line break, -0 wants NUL.
    mapper = f"tr '\\n' '\\0' | {shlex.quote(arguments.sigscope)} report -0 --format ndjson --jobs 1 -"
    paths = sorted(os.path.join(folder, name) for folder, _, names in os.walk(arguments.folder) for name in names)
    # Line breaks in a name cannot pass through RDD.pipe.
    odd = [path for path in paths if "\n" in path]
    paths = [path for path in paths if "\n" not in path]
    records = spark.sparkContext.parallelize(paths, arguments.partitions).pipe(f"sh -c {shlex.quote(mapper)}").cache()

    # An unreadable file is a record with an error, and no reason for the mapper to end: each path has its record.
    count = records.count()
    if count != len(paths):
        sys.exit(f"{len(paths)} paths, {count} records: a mapper did not come to its end")
    for path in odd:
        print(f"left out, for the line break in its name: {path!r}", file=sys.stderr)

    with open(arguments.scan, "w", encoding="utf-8") as scan:
        for record in records.toLocalIterator():
            scan.write(record + "\n")

    # The columns of a table need no schema: the contract of `sigscope report --schema` is that of the JSON reader.
    table = spark.read.json(records)
    table.groupBy(f.col("verdict.summary").alias("summary")).count().orderBy(f.desc("count"), "summary").show(truncate=False)
    signers = (
        table.select("path", f.explode("signatures").alias("signature"), "certificates")
        .where("signature.primary and signature.signer is not null")
        .withColumn("leaf", f.expr("filter(certificates, c -> c.sha256 = signature.signer)[0]"))
        # Spark prints names as they are: what a terminal would act on becomes a question mark.
        .withColumn("name", f.regexp_replace("leaf.subject_cn", r"[\p{C}]", "?"))
        .select("path", "signature.timestamp.time", "name", "leaf.durable_identity", "leaf.sha256")
    )
    (
        signers.groupBy("durable_identity")
        .agg(
            f.count("*").alias("files"),
            f.countDistinct("sha256").alias("leaves"),
            f.min("time").alias("first"),
            f.max("time").alias("last"),
            f.collect_set("name").alias("names"),
        )
        .orderBy(f.desc("files"))
        .show(truncate=False)
    )
    spark.stop()
    if arguments.check:
        check(arguments, paths)


def check(arguments, paths):
    """The records are those of one process over the same paths, and sigscope reads all of them back."""
    def findings(lines):
        records = [json.loads(line) for line in lines]
        return {record["path"]: (record["verdict"]["summary"], sorted(x["id"] for x in record["findings"])) for record in records}

    one = subprocess.run([arguments.sigscope, "report", "-0", "--format", "ndjson", "-"], input="\0".join(paths), text=True,
                         capture_output=True)
    with open(arguments.scan, encoding="utf-8") as scan:
        assert findings(scan) == findings(one.stdout.splitlines()), "the scans differ"
    again = subprocess.run([arguments.sigscope, "report", "--from", arguments.scan, "--format", "ndjson"], text=True, capture_output=True)
    assert len(again.stdout.splitlines()) == len(paths), "the records cannot all be read back"
    print(f"{len(paths)} records are those of one process, and are read back")


if __name__ == "__main__":
    main()
