/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Begins TLS with 127.0.0.1 at a port, of one version only, says QUIT, and takes any certificate. */
import java.net.Socket;
import java.security.Security;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

class TlsClient
{
  static class Trusting extends X509ExtendedTrustManager
  {
    public void checkClientTrusted (X509Certificate[] chain, String type) { }
    public void checkServerTrusted (X509Certificate[] chain, String type) { }
    public void checkClientTrusted (X509Certificate[] chain, String type, Socket socket) { }
    public void checkServerTrusted (X509Certificate[] chain, String type, Socket socket) { }
    public void checkClientTrusted (X509Certificate[] chain, String type, SSLEngine engine) { }
    public void checkServerTrusted (X509Certificate[] chain, String type, SSLEngine engine) { }
    public X509Certificate[] getAcceptedIssuers () { return null; }
  }

  public static void main (String[] arguments) throws Exception
  {
    SSLContext context;

    Security.setProperty ("jdk.tls.disabledAlgorithms", ""); /* before anything of TLS is loaded */
    context = SSLContext.getInstance ("TLS");
    context.init (null, new TrustManager[] { new Trusting () }, null);
    try (SSLSocket socket = (SSLSocket) context.getSocketFactory ().createSocket ("127.0.0.1", Integer.parseInt (arguments[0])))
    {
      socket.setEnabledProtocols (new String[] { arguments[1] });
      socket.startHandshake ();
      socket.getOutputStream ().write ("QUIT\r\n".getBytes ());
      socket.getInputStream ().readAllBytes ();
    }
  }
}
