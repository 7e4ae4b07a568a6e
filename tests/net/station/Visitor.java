// SPDX-License-Identifier: GPL-3.0-or-later
// A mail client on Java's TLS, which can say hello in the format of SSLv2: java Visitor.java PORT PROTOCOLS verify|accept [TEXT]
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.security.SecureRandom;
import java.security.Security;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

public class Visitor {
    static class TrustAll implements X509TrustManager {
        public void checkClientTrusted(X509Certificate[] chain, String type) {}
        public void checkServerTrusted(X509Certificate[] chain, String type) {}
        public X509Certificate[] getAcceptedIssuers() { return new X509Certificate[0]; }
    }

    public static void main(String[] args) throws Exception {
        Security.setProperty("jdk.tls.disabledAlgorithms", "");
        Security.setProperty("jdk.certpath.disabledAlgorithms", "");

        TrustManager[] trust = args[2].equals("verify") ? null : new TrustManager[] { new TrustAll() };
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust, new SecureRandom());

        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", Integer.parseInt(args[0]))) {
            socket.setEnabledProtocols(args[1].split(","));
            socket.startHandshake();
            System.out.println(socket.getSession().getProtocol() + " " + socket.getSession().getCipherSuite());
            String text = args.length > 3 ? args[3] : "EHLO copier\r\nAUTH PLAIN s3cr3t-marker\r\n";
            socket.getOutputStream().write(text.getBytes());

            BufferedReader lines = new BufferedReader(new InputStreamReader(socket.getInputStream()));
            String line;
            while ((line = lines.readLine()) != null)
                System.out.println(line);
        }
    }
}
