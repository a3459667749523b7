package org.keyferry.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.keyferry.testkit.RunningProgram;

/// An agent that stays, with its polls.
final class ResidentAgent implements AutoCloseable {

  private static final String LAST_STAGE = "stage=8/8-report";
  private static final double MILLISECONDS = 1000;

  /// After which a program that took no CPU time has nothing more to do.
  private static final Duration STILL = Duration.ofMillis(500);

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final MeasuredAgent agent;
  private final RunningProgram program;
  private final List<Cost> installs = new ArrayList<>();

  private double cpuSeen;
  private double cpuBefore;
  private long roundsBefore;

  private ResidentAgent(MeasuredAgent agent, RunningProgram program) {
    this.agent = agent;
    this.program = program;
  }

  static ResidentAgent start(MeasuredAgent agent) {
    var resident = new ResidentAgent(agent, agent.start().awaitOutput("agent started"));
    resident.awaitRest();
    return resident;
  }

  String name() {
    return agent.name();
  }

  /// A new version is ordered, and its news reach the agent in the middle of a poll.
  void install() {
    var written = program.output().length();
    var before = cpu();
    agent.order();
    program.awaitOutput(LAST_STAGE, written);
    awaitRest();
    installs.add(new Cost(memory().peak(), cpu() - before));
  }

  List<Cost> installs() {
    return installs;
  }

  /// From here on CPU time and polls are counted.
  void rests() {
    roundsBefore = agent.rounds();
    cpuBefore = cpu();
  }

  /// CPU time for each poll since [#rests], in milliseconds.
  double cpuOfAPoll() {
    var cpu = cpu() - cpuBefore;
    var polls = agent.rounds() - roundsBefore;
    if (polls < 1) {
      throw new IllegalStateException("no poll ended: " + program.output());
    }
    return cpu / polls;
  }

  ResidentMemory memory() {
    return ResidentMemory.of(program.pid());
  }

  private double cpu() {
    return CpuTime.withChildren(program.pid()) * MILLISECONDS;
  }

  private void awaitRest() {
    Awaitility.await(agent.name() + " is at rest")
        .atMost(PATIENCE)
        .pollInterval(STILL)
        .until(this::tookNothingMore);
  }

  private boolean tookNothingMore() {
    var before = cpuSeen;
    cpuSeen = cpu();
    return cpuSeen == before;
  }

  @Override
  public void close() {
    program.close();
  }
}
