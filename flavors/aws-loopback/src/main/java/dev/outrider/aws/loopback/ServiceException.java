// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

/** A request that the service refuses, in the service's words. */
final class ServiceException extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int BAD_REQUEST = 400;

  private final String code;
  private final int status;

  /**
   * @param code the {@code __type} of the answer
   * @param status of HTTP
   * @param message for people
   */
  ServiceException(String code, int status, String message) {
    super(message);
    this.code = code;
    this.status = status;
  }

  static ServiceException validation(String message) {
    return new ServiceException("ValidationException", BAD_REQUEST, message);
  }

  static ServiceException invalidRequest(String message) {
    return new ServiceException("InvalidRequestException", BAD_REQUEST, message);
  }

  static ServiceException refused(String code, String message) {
    return new ServiceException(code, BAD_REQUEST, message);
  }

  String code() {
    return code;
  }

  int status() {
    return status;
  }
}
