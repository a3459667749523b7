package org.keyferry.agent.app;

import io.quarkus.runtime.annotations.RegisterForReflection;
import org.keyferry.agent.cycle.StatusPage;
import org.keyferry.agent.cycle.Tally;
import org.keyferry.protocol.agent.Challenges;
import org.keyferry.protocol.agent.Enrollment;
import org.keyferry.protocol.agent.EnrollmentRequest;
import org.keyferry.protocol.agent.Identity;
import org.keyferry.protocol.agent.IdentityRequest;
import org.keyferry.protocol.agent.Report;

/// What a native program must know ahead: the records that become JSON, or are made of it.
/// `JsonRecordsTest` finds a forgotten one, and one too many.
@RegisterForReflection(
    targets = {
      Challenges.class,
      Challenges.Answer.class,
      Enrollment.class,
      EnrollmentRequest.class,
      Identity.class,
      IdentityRequest.class,
      Report.class,
      Report.ListenerReport.class,
      Report.TargetReport.class,
      StatusPage.class,
      StatusPage.Freshness.class,
      StatusPage.Identity.class,
      StatusPage.Line.class,
      StatusPage.Seen.class,
      Tally.class
    },
    classNames = {
      "org.keyferry.agent.adopt.AdoptionPage",
      "org.keyferry.agent.adopt.AdoptionPage$Line",
      "org.keyferry.agent.cli.DoctorCommand$Line",
      "org.keyferry.agent.cli.DoctorCommand$Page",
      "org.keyferry.agent.cycle.Fault",
      "org.keyferry.agent.cycle.Logbook$Page",
      "org.keyferry.agent.cycle.Logbook$Entry",
      "org.keyferry.agent.fetch.HighWaterMarks$Line",
      "org.keyferry.agent.fetch.HighWaterMarks$Mark",
      "org.keyferry.agent.fetch.HighWaterMarks$Checkpoint",
      "org.keyferry.agent.identity.IdentityDocument",
      "org.keyferry.agent.identity.TokenKeys$Line",
      "org.keyferry.agent.install.JournalFile$Line",
      "org.keyferry.agent.report.ReportJournal$Line"
    })
final class Native {}
