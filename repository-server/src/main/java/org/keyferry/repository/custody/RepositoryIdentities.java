package org.keyferry.repository.custody;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import org.keyferry.custody.KeyCustody;
import org.keyferry.custody.TokenIdentities;
import org.keyferry.custody.TokenIdentity;
import org.keyferry.custody.TokenStatementSigner;
import org.keyferry.protocol.bundle.StatementSigner;
import org.keyferry.protocol.pki.Thumbprint;

/// The keys with which the repository speaks for itself: who signs statements, and the CAs of
/// servers, agents and officers. All live in the HSM, since the key ceremony.
@ApplicationScoped
public class RepositoryIdentities {

  private static final String SIGNING = "keyferry-signing-1";
  private static final String ROOT = "keyferry-root";
  private static final String AGENTS = "keyferry-agent-ca";
  private static final String OFFICERS = "keyferry-officer-ca";
  private static final String SERVER = "keyferry-tls";

  private final TokenIdentities token;
  private final InstantSource clock;
  private final SecureRandom random;
  private final IdentityAuthority servers;
  private final IdentityAuthority agents;
  private final IdentityAuthority officers;
  private final TokenIdentity signing;

  /// @throws CeremonyMissing if the token lacks one of them
  public RepositoryIdentities(KeyCustody custody, InstantSource clock, SecureRandom random) {
    this.token = custody.identities();
    this.clock = clock;
    this.random = random;
    this.servers = authority(ROOT);
    this.agents = authority(AGENTS);
    this.officers = authority(OFFICERS);
    this.signing = find(SIGNING);
  }

  /// Makes what the token lacks. Safe to repeat: what is there stays.
  public static void prepare(TokenIdentities token, InstantSource clock, SecureRandom random) {
    token.findOrCreate(SIGNING);
    token.findOrCreate(SERVER);
    prepareAuthority(ROOT, "Keyferry root", token, clock, random);
    prepareAuthority(AGENTS, "Keyferry agent CA", token, clock, random);
    prepareAuthority(OFFICERS, "Keyferry officer CA", token, clock, random);
  }

  /// Signs bundles and manifests.
  public StatementSigner signer() {
    return new TokenStatementSigner(signing);
  }

  /// What agents must believe: the key that signs now, and the next one before it is used.
  public List<PublicKey> signingKeys() {
    return List.of(signing.publicKey());
  }

  /// Anchor of the TLS chain of the server.
  public X509Certificate root() {
    return servers.certificate();
  }

  /// Thumbprint of [#root] (DER): what an enrollment token pins.
  public Thumbprint rootThumbprint() {
    return thumbprintOf(root());
  }

  /// How the repository remembers a certificate: by the digest of its DER.
  public static Thumbprint thumbprintOf(X509Certificate certificate) {
    try {
      return Thumbprint.of(certificate.getEncoded());
    } catch (CertificateEncodingException impossible) {
      throw new IllegalStateException("a parsed certificate has its encoding", impossible);
    }
  }

  public IdentityAuthority servers() {
    return servers;
  }

  public IdentityAuthority agents() {
    return agents;
  }

  public IdentityAuthority officers() {
    return officers;
  }

  /// The server's own TLS identity. Its chain is a placeholder until one was issued.
  public TokenIdentity server() {
    return find(SERVER);
  }

  /// Gives the server's TLS key a new certificate; every replica finds it on the token.
  public TokenIdentity renewServer(List<ServerName> names) {
    var leaf = servers.issue(IdentityProfile.server(names), server().publicKey());
    token.replaceChain(SERVER, List.of(leaf, root()));
    return server();
  }

  private IdentityAuthority authority(String label) {
    var authority = new IdentityAuthority(find(label), clock, random);
    if (!isAuthority(authority)) {
      throw missing(label);
    }
    return authority;
  }

  private TokenIdentity find(String label) {
    return token.find(label).orElseThrow(() -> missing(label));
  }

  private static CeremonyMissing missing(String label) {
    return new CeremonyMissing(
        "The token has no identity '"
            + label
            + "': hold the key ceremony (keyferry-server ceremony), or name the token on which it"
            + " was held.");
  }

  private static void prepareAuthority(
      String label, String name, TokenIdentities token, InstantSource clock, SecureRandom random) {
    var authority = new IdentityAuthority(token.findOrCreate(label), clock, random);
    if (!isAuthority(authority)) {
      token.replaceChain(label, List.of(authority.selfIssued(name)));
    }
  }

  /// What a token makes by itself is a placeholder, and no CA (RFC 5280 §4.2.1.9).
  private static boolean isAuthority(IdentityAuthority authority) {
    return authority.certificate().getBasicConstraints() >= 0;
  }
}
