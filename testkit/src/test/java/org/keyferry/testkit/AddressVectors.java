package org.keyferry.testkit;

import static org.keyferry.protocol.bundle.RejectedStatement.Reason.STALE;
import static org.keyferry.protocol.bundle.RejectedStatement.Reason.WRONG_AGENT;
import static org.keyferry.protocol.bundle.RejectedStatement.Reason.WRONG_CERTIFICATE;
import static org.keyferry.protocol.bundle.RejectedStatement.Reason.WRONG_DIGEST;
import static org.keyferry.protocol.bundle.RejectedStatement.Reason.WRONG_REPOSITORY;
import static org.keyferry.protocol.bundle.RejectedStatement.Reason.WRONG_VERSION;
import static org.keyferry.testkit.VectorText.mirrored;
import static org.keyferry.testkit.VectorWorkshop.AGENT;
import static org.keyferry.testkit.VectorWorkshop.NOW;
import static org.keyferry.testkit.VectorWorkshop.REPOSITORY;
import static org.keyferry.testkit.VectorWorkshop.issued;
import static org.keyferry.testkit.VectorWorkshop.manifestDraft;
import static org.keyferry.testkit.VectorWorkshop.until;

import java.time.Duration;
import org.keyferry.protocol.pki.Thumbprint;

/// Rules 2, 11, 12 and 13: to whom, about what, when.
record AddressVectors(VectorWorkshop shop, VectorFiles vectors) {

  void make() {
    addressesThatAreWrong();
    timesThatAreWrong();
  }

  private void addressesThatAreWrong() {
    var bundle = shop.bundle("ec-p256");
    var elsewhere = "0198a7c0-0000-7000-8000-00000000dead";
    vectors.put(
        "address-repository",
        shop.bundleDraft(
            WRONG_REPOSITORY, "another repository, with a signing key that is trusted"),
        shop.resigned(bundle, REPOSITORY.toString(), elsewhere));
    vectors.put(
        "address-repository-manifest",
        manifestDraft(WRONG_REPOSITORY, "another repository, with a signing key that is trusted"),
        shop.resigned(shop.manifest(), REPOSITORY.toString(), elsewhere));
    vectors.put(
        "address-agent",
        shop.bundleDraft(WRONG_AGENT, "the bundle of another agent"),
        shop.resigned(bundle, AGENT.toString(), FixtureRepository.agent(2).toString()));
    vectors.put(
        "address-agent-manifest",
        manifestDraft(WRONG_AGENT, "the manifest of another agent"),
        shop.resigned(shop.manifest(), AGENT.toString(), FixtureRepository.agent(2).toString()));
    vectors.put(
        "address-certificate",
        shop.bundleDraft(WRONG_CERTIFICATE, "the bundle of certificate 2 under the entry of 1")
            .with("entry-certificate", FixtureRepository.certificate(2).toString()),
        shop.sign(bundle));
    vectors.put(
        "address-name",
        shop.bundleDraft(WRONG_CERTIFICATE, "the same certificate under another name")
            .with("entry-name", "mail-1"),
        shop.sign(bundle));
    vectors.put(
        "address-version-older",
        shop.bundleDraft(WRONG_VERSION, "an older version than the manifest names")
            .with("entry-version", "1.43"),
        shop.sign(bundle));
    vectors.put(
        "address-version-newer",
        shop.bundleDraft(WRONG_VERSION, "a newer version than the manifest names")
            .with("entry-version", "1.41"),
        shop.sign(bundle));
    vectors.put(
        "address-version-epoch",
        shop.bundleDraft(WRONG_VERSION, "another epoch than the manifest names")
            .with("entry-version", "2.42"),
        shop.sign(bundle));
    vectors.put(
        "address-digest",
        shop.bundleDraft(
                WRONG_DIGEST, "the same bundle with the other of its two signatures: s is n-s")
            .with("entry-digest", Thumbprint.of(shop.sign(bundle)).value()),
        mirrored(shop.sign(bundle)));
  }

  private void timesThatAreWrong() {
    var bundle = shop.bundle("ec-p256");
    vectors.put(
        "time-bundle-passed",
        shop.bundleDraft(STALE, "fresh until one second ago"),
        shop.sign(until(bundle, NOW.minusSeconds(1))));
    vectors.put(
        "time-bundle-future",
        shop.bundleDraft(STALE, "issued five minutes and a second from now"),
        shop.sign(issued(bundle, NOW.plusSeconds(301))));
    vectors.put(
        "time-manifest-passed",
        manifestDraft(STALE, "fresh until one second ago"),
        shop.sign(shop.manifest(NOW.minusSeconds(7200), NOW.minusSeconds(1))));
    vectors.put(
        "time-manifest-future",
        manifestDraft(STALE, "issued five minutes and a second from now"),
        shop.sign(shop.manifest(NOW.plusSeconds(301), NOW.plusSeconds(7200))));
    vectors.put(
        "time-clock-a-day-behind",
        manifestDraft(STALE, "the host's clock is a day behind")
            .with("now", NOW.minus(Duration.ofDays(1)).toString()),
        shop.sign(shop.manifest()));
    vectors.put(
        "time-clock-a-day-ahead",
        manifestDraft(STALE, "the host's clock is a day ahead")
            .with("now", NOW.plus(Duration.ofDays(1)).toString()),
        shop.sign(shop.manifest()));
  }
}
