package org.keyferry.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A real Tomcat with a base directory of its own, one HTTPS connector on a free port of the
/// loopback interface, and key and certificate in a key store that somebody else writes. Its
/// Manager listens on a port of its own.
public final class Tomcat implements TlsServer {

  private static final String HOME = "/usr/share/tomcat10";
  private static final String MANAGER_USER = "keyferry";
  private static final String MANAGER_PASSWORD = "password of the manager";

  private final Path program = Command.require(HOME + "/bin/catalina.sh", "tomcat10");
  private final Path curl = Command.require("/usr/bin/curl", "curl");
  private final ServerFiles files = ServerFiles.of("tomcat");
  private final int managerPort = FreePort.tcp();
  private final Path keyStore;
  private final String type;
  private final Path passwordFile;
  private final Path managerPasswordFile;
  private String second = "";

  private Tomcat(Path keyStore, String type, String password) {
    this.keyStore = keyStore;
    this.type = type;
    for (var each : List.of("conf", "logs", "temp", "work", "manager/WEB-INF")) {
      files.make(each);
    }
    this.passwordFile = secret("keystore.password", password);
    this.managerPasswordFile = secret("manager.password", MANAGER_PASSWORD);
    writeServer("");
    files.write("conf/tomcat-users.xml", users());
    files.write("manager/WEB-INF/web.xml", MANAGER);
  }

  /// @param keyStore PKCS#12 or JKS
  /// @param type `PKCS12` or `JKS`
  /// @param password of the key store, and of the key in it
  public static Tomcat reading(Path keyStore, String type, String password) {
    return new Tomcat(keyStore, type, password);
  }

  /// With the password of the key store, for its owner alone.
  public Path passwordFile() {
    return passwordFile;
  }

  /// Base URL of the text interface of the Manager.
  public String managerUrl() {
    return "http://127.0.0.1:" + managerPort + "/manager/text";
  }

  public String managerUser() {
    return MANAGER_USER;
  }

  /// With the password of [#managerUser], for its owner alone.
  public Path managerPasswordFile() {
    return managerPasswordFile;
  }

  @Override
  public String kind() {
    return "tomcat";
  }

  @Override
  public Path switchFile() {
    return keyStore;
  }

  @Override
  public int port() {
    return files.port();
  }

  @Override
  public void start() {
    files.start(
        Map.of(
            "JAVA_HOME", System.getProperty("java.home"),
            "CATALINA_HOME", HOME,
            "CATALINA_BASE", files.path("").toString(),
            "CATALINA_TMPDIR", files.path("temp").toString(),
            "JAVA_OPTS", "-Xmx96m -XX:+UseSerialGC -XX:TieredStopAtLevel=1"),
        List.of(program.toString(), "run"));
  }

  @Override
  public void stop() {
    files.stop();
  }

  @Override
  public Set<Long> pids() {
    return files.pids();
  }

  /// Tomcat's own check binds the ports. It would start if the key store can be opened.
  @Override
  public List<String> validateCommand() {
    return List.of(
        System.getProperty("java.home") + "/bin/keytool",
        "-list",
        "-keystore",
        keyStore.toString(),
        "-storepass:file",
        passwordFile.toString());
  }

  @Override
  public List<String> reloadCommand() {
    return List.of(
        curl.toString(),
        "--silent",
        "--fail",
        "--user",
        MANAGER_USER + ":" + MANAGER_PASSWORD,
        managerUrl() + "/sslReload");
  }

  /// Tomcat reads its configuration at the start alone.
  @Override
  public void write(String configurationAtTheEnd) {
    writeServer(configurationAtTheEnd);
  }

  @Override
  public void presentsElsewhere(int port, Path pem) {
    second =
        """
        <Connector port="%second%" address="127.0.0.1" SSLEnabled="true" maxThreads="5"
            protocol="org.apache.coyote.http11.Http11NioProtocol">
          <SSLHostConfig>
            <Certificate certificateFile="%pem%" certificateKeyFile="%pem%"/>
          </SSLHostConfig>
        </Connector>
        """
            .replace("%second%", Integer.toString(port))
            .replace("%pem%", pem.toString());
    writeServer("");
  }

  @Override
  public String errors() {
    return files.read("output.log");
  }

  @Override
  public void close() {
    files.close();
  }

  private Path secret(String name, String text) {
    var file = files.write(name, text + "\n");
    try {
      return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void writeServer(String atTheEnd) {
    files.write(
        "conf/server.xml",
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <Server port="-1">
          <GlobalNamingResources>
            <Resource name="Users" auth="Container" type="org.apache.catalina.UserDatabase"
                factory="org.apache.catalina.users.MemoryUserDatabaseFactory"
                pathname="conf/tomcat-users.xml" readonly="true"/>
          </GlobalNamingResources>
          <Service name="Catalina">
            <Connector port="%manager%" address="127.0.0.1" maxThreads="5"/>
            <Connector port="%port%" address="127.0.0.1" SSLEnabled="true" maxThreads="5"
                protocol="org.apache.coyote.http11.Http11NioProtocol">
              <SSLHostConfig>
                <Certificate certificateKeystoreFile="%keyStore%"
                    certificateKeystoreType="%type%"
                    certificateKeystorePasswordFile="%password%"/>
              </SSLHostConfig>
            </Connector>
            %second%
            <Engine name="Catalina" defaultHost="localhost">
              <Realm className="org.apache.catalina.realm.UserDatabaseRealm" resourceName="Users"/>
              <Host name="localhost" appBase="none" autoDeploy="false" deployOnStartup="false">
                <Context path="/manager" docBase="%dir%/manager" privileged="true"/>
              </Host>
            </Engine>
          </Service>
        """
                .replace("%manager%", Integer.toString(managerPort))
                .replace("%keyStore%", keyStore.toString())
                .replace("%type%", type)
                .replace("%password%", passwordFile.toString())
                .replace("%second%", second)
            + atTheEnd
            + "</Server>\n");
  }

  private static String users() {
    return """
    <tomcat-users xmlns="http://tomcat.apache.org/xml" version="1.0">
      <role rolename="manager-script"/>
      <user username="%s" password="%s" roles="manager-script"/>
    </tomcat-users>
    """
        .replaceFirst("%s", MANAGER_USER)
        .replaceFirst("%s", MANAGER_PASSWORD);
  }

  /// The Manager as the package tomcat10-admin deploys it, without its pages.
  private static final String MANAGER =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
        <servlet>
          <servlet-name>Manager</servlet-name>
          <servlet-class>org.apache.catalina.manager.ManagerServlet</servlet-class>
        </servlet>
        <servlet-mapping>
          <servlet-name>Manager</servlet-name>
          <url-pattern>/text/*</url-pattern>
        </servlet-mapping>
        <security-constraint>
          <web-resource-collection>
            <web-resource-name>text interface</web-resource-name>
            <url-pattern>/text/*</url-pattern>
          </web-resource-collection>
          <auth-constraint>
            <role-name>manager-script</role-name>
          </auth-constraint>
        </security-constraint>
        <login-config>
          <auth-method>BASIC</auth-method>
        </login-config>
        <security-role>
          <role-name>manager-script</role-name>
        </security-role>
      </web-app>
      """;
}
