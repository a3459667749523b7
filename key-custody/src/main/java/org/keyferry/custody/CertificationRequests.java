package org.keyferry.custody;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.SortedSet;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;
import org.keyferry.cryptoki.Session;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.IpAddress;
import org.keyferry.protocol.pki.KeyType;

/// Certification requests (RFC 2986) that the token signs: empty subject, and the names as subject
/// alternative names (RFC 8555 §7.4). The extension is not critical, as CAs expect it; the
/// certificate's will be, if the CA leaves the subject empty (RFC 5280 §4.2.1.6).
final class CertificationRequests {

  private CertificationRequests() {}

  static Bytes sign(Session session, long privateKey, KeyRecord key, SortedSet<Identifier> names) {
    if (names.isEmpty()) {
      throw new IllegalArgumentException("a certification request has at least one name");
    }
    var builder =
        new PKCS10CertificationRequestBuilder(
            new X500Name(""),
            SubjectPublicKeyInfo.getInstance(key.subjectPublicKeyInfo().toArray()));
    try {
      var extensions = new ExtensionsGenerator();
      extensions.addExtension(Extension.subjectAlternativeName, false, namesOf(names));
      builder.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
      var request = builder.build(new TokenContentSigner(session, privateKey, key.type()));
      return Bytes.of(request.getEncoded());
    } catch (IOException impossible) {
      throw new IllegalStateException("a certification request has an encoding", impossible);
    }
  }

  private static GeneralNames namesOf(SortedSet<Identifier> names) {
    return new GeneralNames(
        names.stream().map(CertificationRequests::nameOf).toArray(GeneralName[]::new));
  }

  private static GeneralName nameOf(Identifier identifier) {
    return switch (identifier) {
      case DnsName name -> new GeneralName(GeneralName.dNSName, name.value());
      case IpAddress address -> // RFC 8738 §3
          new GeneralName(GeneralName.iPAddress, new DEROctetString(address.octets().toArray()));
    };
  }

  /// Signs what Bouncy Castle writes.
  private static final class TokenContentSigner implements ContentSigner {

    private final Session session;
    private final long privateKey;
    private final KeyType type;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    TokenContentSigner(Session session, long privateKey, KeyType type) {
      this.session = session;
      this.privateKey = privateKey;
      this.type = type;
    }

    @Override
    public AlgorithmIdentifier getAlgorithmIdentifier() {
      return new DefaultSignatureAlgorithmIdentifierFinder()
          .find(
              switch (type) {
                case EC_P256 -> "SHA256WITHECDSA";
                case EC_P384 -> "SHA384WITHECDSA";
                case RSA_2048, RSA_3072, RSA_4096 -> "SHA256WITHRSA";
              });
    }

    @Override
    public OutputStream getOutputStream() {
      return content;
    }

    /// PKCS#11 gives R and S, half of the octets each; X.509 wants Ecdsa-Sig-Value (RFC 3279
    /// §2.2.3).
    @Override
    public byte[] getSignature() {
      var signature = LeafSignatures.sign(session, privateKey, type, content.toByteArray());
      return switch (type) {
        case EC_P256, EC_P384 -> pairOf(signature);
        case RSA_2048, RSA_3072, RSA_4096 -> signature;
      };
    }

    private static byte[] pairOf(byte[] signature) {
      var half = signature.length / 2;
      var value = new ASN1EncodableVector();
      value.add(new ASN1Integer(new BigInteger(1, Arrays.copyOf(signature, half))));
      value.add(
          new ASN1Integer(
              new BigInteger(1, Arrays.copyOfRange(signature, half, signature.length))));
      try {
        return new DERSequence(value).getEncoded();
      } catch (IOException impossible) {
        throw new IllegalStateException("two integers have an encoding", impossible);
      }
    }
  }
}
